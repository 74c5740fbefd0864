package io.alambic.models.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.settings.Secret;
import io.alambic.models.Spending;
import io.alambic.models.remote.CallSettings;
import io.alambic.models.remote.ModelRefusedException;
import io.alambic.models.remote.ModelUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatNetworkTest {

    private static final List<String> CLASSES = List.of("Yes", "No");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int LONGEST = 64;

    private final NDManager manager = NDManager.newBaseManager();
    private final AtomicLong nanos = new AtomicLong();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final Spent spent = new Spent();
    private ChatServer server;
    private String key = "s3cret";
    private Duration deadline = Duration.ofSeconds(10);
    private Redaction redaction = Redaction.NONE;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        server = new ChatServer();
    }

    @AfterEach
    void stop() {
        server.close();
        manager.close();
    }

    @Test
    void theProbabilitiesOfTheFirstTokenBecomeLogits() throws IOException {
        // Given
        server.answerTokens(prompt -> prompt.contains("rain")
                ? Map.of(" yes", 0.5, "YES", 0.1, "no", 0.2, "Perhaps", 0.2)
                : Map.of("No", 0.9, "N", 0.1));
        try (ChatNetwork network = network(ChatSettings.Form.LOGPROBS, BudgetLimits.NONE)) {

            // When
            float[] logits = logits(network, "rain", "sun");

            // Then: blanks and case do not matter, a token may be a beginning, and what is no class is left out.
            assertThat(Math.exp(logits[0])).isCloseTo(0.75, within(1e-6));
            assertThat(Math.exp(logits[1])).isCloseTo(0.25, within(1e-6));
            assertThat(Math.exp(logits[3])).isCloseTo(1, within(1e-6));
            assertThat(logits[2]).isFinite();
            assertThat(server.prompts()).containsExactlyInAnyOrder("Is it rain?", "Is it sun?");
        }
    }

    @Test
    void aClassThatIsNotAmongTheTokensGetsNoMoreThanTheLeastOfThem() throws IOException {
        // Given
        server.answerTokens(prompt -> Map.of("yes", 0.6, "well", 0.1));
        try (ChatNetwork network = network(ChatSettings.Form.LOGPROBS, BudgetLimits.NONE)) {

            // When
            float[] logits = logits(network, "a");

            // Then: 0.3 is left, but the least token has 0.1.
            assertThat(Math.exp(logits[1])).isCloseTo(0.1 / 0.7, within(1e-6));
        }
    }

    @Test
    void whatIsRedactedDoesNotLeaveAndIsPaidForOnce() throws IOException {
        // Given
        redaction = new Redaction(List.of(Redaction.Kind.EMAIL), null);
        server.answerTokens(prompt -> Map.of("yes", 1.0));
        try (ChatNetwork network = network(ChatSettings.Form.LOGPROBS, BudgetLimits.NONE)) {

            // When
            logits(network, "mail of a@b.example", "mail of c@d.example");

            // Then
            assertThat(server.prompts()).containsExactly("Is it mail of [email]?");
        }
    }

    @Test
    void anAnswerWithoutAClassRefusesTheSample() throws IOException {
        server.answerTokens(prompt -> Map.of("Perhaps", 1.0));
        try (ChatNetwork network = network(ChatSettings.Form.LOGPROBS, BudgetLimits.NONE)) {
            assertThatThrownBy(() -> logits(network, "a"))
                    .isInstanceOf(ModelRefusedException.class)
                    .hasMessageContaining("expected one of [Yes, No], but the answer begins with 'Perhaps'");
        }
    }

    @Test
    void theTextOfAnAnswerIsAClassWithTheStatedConfidence() throws IOException {
        // Given
        server.answerText(prompt -> prompt.contains("rain") ? "\"yes\"." : "no");
        try (ChatNetwork network = network(ChatSettings.Form.TEXT, BudgetLimits.NONE)) {

            // When
            float[] logits = logits(network, "rain", "sun");

            // Then
            assertThat(Math.exp(logits[0])).isCloseTo(0.9, within(1e-6));
            assertThat(Math.exp(logits[1])).isCloseTo(0.1, within(1e-6));
            assertThat(Math.exp(logits[3])).isCloseTo(0.9, within(1e-6));
        }
    }

    @Test
    void aChoiceIsConstrainedToTheClasses() throws IOException {
        // Given
        server.answerText(prompt -> "{\"class\": \"No\"}");
        try (ChatNetwork network = network(ChatSettings.Form.CHOICE, BudgetLimits.NONE)) {

            // When
            float[] logits = logits(network, "rain");

            // Then
            assertThat(logits[1]).isGreaterThan(logits[0]);
            assertThat(server.requests().get(0).at("/response_format/json_schema/schema/properties/class/enum"))
                    .extracting(name -> name.asText())
                    .containsExactly("Yes", "No");
        }
    }

    @Test
    void aTextThatComesAgainIsNotPaidForTwice() throws IOException {
        try (ChatNetwork network = network(ChatSettings.Form.LOGPROBS, BudgetLimits.NONE)) {
            // When
            logits(network, "a", "b", "a");
            logits(network, "b", "c");

            // Then
            assertThat(server.prompts()).containsExactlyInAnyOrder("Is it a?", "Is it b?", "Is it c?");
            assertThat(spent.now()).isEqualTo(new Spending(3, 1, 3L * ChatServer.PROMPT_TOKENS, 3, 0));
        }
    }

    @Test
    void aBusyServerIsAskedAgainWhenItSaysAndABrokenOneAfterPausesThatDouble() throws IOException {
        // Given
        server.next(
                exchange -> {
                    exchange.getResponseHeaders().add("Retry-After", "7");
                    ChatServer.send(exchange, 429, "{}");
                },
                ChatServer.status(503, "loading"),
                exchange -> exchange.close(),
                exchange -> ChatServer.send(exchange, 200, "{\"choices\": [{\"logp"),
                ChatServer.status(500, "oops"));
        try (ChatNetwork network = network(ChatSettings.Form.LOGPROBS, BudgetLimits.NONE)) {

            // When
            float[] logits = logits(network, "a");

            // Then
            assertThat(logits[0]).isGreaterThan(logits[1]);
            assertThat(pauses)
                    .containsExactly(
                            Duration.ofSeconds(7),
                            Duration.ofMillis(500),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(4));
        }
    }

    @Test
    void aServerThatBreaksIsNotMistakenForOddSamples() throws IOException {
        try (ChatNetwork network = network(ChatSettings.Form.LOGPROBS, BudgetLimits.NONE)) {
            // Given
            logits(network, "a");
            assertThat(server.prompts()).hasSize(1);

            // When
            server.next(Collections.nCopies(6, ChatServer.status(500, "device lost"))
                    .toArray(ChatServer.Misbehaviour[]::new));

            // Then
            assertThatThrownBy(() -> logits(network, "b"))
                    .isInstanceOf(ModelUnavailableException.class)
                    .hasMessageContaining("refuses what it answered before");
        }
    }

    @Test
    void aModelThatAnswersNoClassesAnyMoreIsNotMistakenForOddSamples() throws IOException {
        try (ChatNetwork network = network(ChatSettings.Form.LOGPROBS, BudgetLimits.NONE)) {
            // Given
            logits(network, "a");

            // When
            server.answerTokens(prompt -> Map.of("Hello", 1.0));

            // Then
            assertThatThrownBy(() -> logits(network, "b"))
                    .isInstanceOf(ModelUnavailableException.class)
                    .hasMessageContaining("refuses what it answered before");
        }
    }

    @Test
    void aPromptThatTheServerCannotComputeIsRefusedAlone() throws IOException {
        try (ChatNetwork network = network(ChatSettings.Form.LOGPROBS, BudgetLimits.NONE)) {
            // Given
            logits(network, "a");

            // When
            server.next(Collections.nCopies(3, ChatServer.status(500, "oops")).toArray(ChatServer.Misbehaviour[]::new));

            // Then
            assertThatThrownBy(() -> logits(network, "b"))
                    .isInstanceOf(ModelRefusedException.class)
                    .hasMessageContaining("status 500 oops");
        }
    }

    @Test
    void anAnswerThatDoesNotEndIsAskedForAgain() throws IOException {
        // Given
        deadline = Duration.ofMillis(500);
        CountDownLatch asked = new CountDownLatch(2);
        server.next(exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            asked.countDown();
            asked.await();
        });
        server.answerTokens(prompt -> {
            asked.countDown();
            return Map.of("yes", 1.0);
        });
        try (ChatNetwork network = network(ChatSettings.Form.LOGPROBS, BudgetLimits.NONE)) {

            // When
            float[] logits = logits(network, "a");

            // Then
            assertThat(logits[0]).isGreaterThan(logits[1]);
            assertThat(server.prompts()).hasSize(2);
        }
    }

    @Test
    void aKeyThatNoHeaderCanHoldIsNotTold() throws IOException {
        key = "sec\nret";
        try (ChatNetwork network = network(ChatSettings.Form.LOGPROBS, BudgetLimits.NONE)) {
            assertThatThrownBy(() -> logits(network, "a"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a secret is empty, or holds characters that no header can");
        }
    }

    @Test
    void callsThatDoNotReachTheServerSpendNothing() throws IOException {
        // Given
        try (ChatNetwork network = network(ChatSettings.Form.LOGPROBS, new BudgetLimits(2, 0, 0, 0, 0))) {
            server.close();

            // When
            assertThatThrownBy(() -> logits(network, "a")).isInstanceOf(ModelUnavailableException.class);

            // Then: it gave up for the time, and not for the budget.
            assertThat(pauses).hasSizeGreaterThan(2);
            assertThat(folder.resolve("spent")).content().contains(" 0 0 ");
        }
    }

    @Test
    void aServerThatAsksForMoreTimeThanThereIsDoesNotAnswerAtPresent() throws IOException {
        server.next(exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "3600");
            ChatServer.send(exchange, 429, "{\"error\": {\"message\": \"too many\"}}");
        });
        try (ChatNetwork network = network(ChatSettings.Form.LOGPROBS, BudgetLimits.NONE)) {
            assertThatThrownBy(() -> logits(network, "a"))
                    .isInstanceOf(ModelUnavailableException.class)
                    .hasMessageContaining("status 429 too many");
            assertThatThrownBy(() -> logits(network, "b"))
                    .isInstanceOf(ModelUnavailableException.class)
                    .hasMessageContaining("it asked for more time");
            assertThat(server.prompts()).hasSize(1);
        }
    }

    @Test
    void aRefusedPromptCostsTheOthersNoSecondCall() throws IOException {
        try (ChatNetwork network = network(ChatSettings.Form.LOGPROBS, BudgetLimits.NONE)) {
            // Given
            server.next(ChatServer.status(400, "context too long"));
            assertThatThrownBy(() -> logits(network, "long"))
                    .isInstanceOf(ModelRefusedException.class)
                    .hasMessageContaining("status 400 context too long");

            // When
            logits(network, "a", "b");
            logits(network, "a", "b");

            // Then
            assertThat(server.prompts()).hasSize(3);
        }
    }

    @Test
    void theKeyIsSentAndNeverTold() throws IOException {
        // Given
        server.next(exchange -> ChatServer.send(
                exchange,
                401,
                "{\"error\": {\"message\": \"bad key %s\"}}"
                        .formatted(exchange.getRequestHeaders().getFirst("Authorization"))));
        try (ChatNetwork network = network(ChatSettings.Form.LOGPROBS, BudgetLimits.NONE)) {

            // Then
            assertThatThrownBy(() -> logits(network, "a"))
                    .isInstanceOf(ModelUnavailableException.class)
                    .hasMessageContaining("refuses a secret (status 401)")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void noMoreCallsAreMadeThanAllowedInAnHourAcrossRestarts() throws IOException {
        // Given
        BudgetLimits three = new BudgetLimits(3, 0, 0, 0, 0);
        try (ChatNetwork network = network(ChatSettings.Form.LOGPROBS, three)) {
            assertThatThrownBy(() -> logits(network, "a", "b", "c", "d", "e"))
                    .isInstanceOf(ModelUnavailableException.class)
                    .hasMessageContaining("what may be spent in an hour is spent");
            assertThat(server.prompts()).hasSize(3);
        }

        // When
        try (ChatNetwork restarted = network(ChatSettings.Form.LOGPROBS, three)) {
            assertThatThrownBy(() -> logits(restarted, "f")).isInstanceOf(ModelUnavailableException.class);

            // Then
            assertThat(server.prompts()).hasSize(3);
            nanos.addAndGet(Duration.ofMinutes(61).toNanos());
            logits(restarted, "f");
            assertThat(server.prompts()).hasSize(4);
        }
    }

    @Test
    void tokensAreReservedBeforeACallAndGivenBackAfterIt() throws IOException {
        // Given: a prompt of 9 bytes may have 73 tokens and its answer one, and has 11 in fact.
        BudgetLimits limits = new BudgetLimits(0, 74 + 2 * 11, 0, 0, 0);
        try (ChatNetwork network = network(ChatSettings.Form.LOGPROBS, limits)) {

            // When
            logits(network, "a");
            logits(network, "b");
            logits(network, "c");

            // Then
            assertThatThrownBy(() -> logits(network, "d")).isInstanceOf(ModelUnavailableException.class);
            assertThat(server.prompts()).hasSize(3);
        }
    }

    @Test
    void aBytesTensorThatIsNoTextIsRefusedBeforeAnythingIsPaid() throws IOException {
        try (ChatNetwork network = network(ChatSettings.Form.LOGPROBS, BudgetLimits.NONE)) {
            NDArray odd = manager.create(ByteBuffer.wrap(new byte[] {(byte) 0xff, 0}), new Shape(1, 2), DataType.UINT8);
            assertThatThrownBy(() -> network.forward(Map.of("what", odd)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("tensor 'what': expected text in UTF-8");
            assertThat(server.prompts()).isEmpty();
        }
    }

    @Test
    void anEndpointWithoutTheModelIsRefusedAtTheStart() {
        ChatSettings other = settings("large-chat", ChatSettings.Form.LOGPROBS, BudgetLimits.NONE);
        assertThatThrownBy(() -> new LanguageModel(other).open())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has no model 'large-chat', but [small-chat]");
    }

    @Test
    void anEndpointThatIsNotThereIsNamed() {
        // Given
        ChatSettings settings = settings(ChatServer.MODEL, ChatSettings.Form.LOGPROBS, BudgetLimits.NONE);
        server.close();

        // Then
        assertThatThrownBy(() -> new LanguageModel(settings).open())
                .isInstanceOf(IOException.class)
                .hasMessage(settings.endpoint() + ": nothing answers there");
    }

    private ChatNetwork network(ChatSettings.Form form, BudgetLimits limits) throws IOException {
        ChatSettings settings = settings(ChatServer.MODEL, form, limits);
        ChatCalls calls = new ChatCalls(
                settings,
                new HourlyBudget(limits, settings.spent(), () -> START.plusNanos(nanos.get())),
                spent,
                nanos::get,
                () -> START.plusNanos(nanos.get()),
                time -> {
                    pauses.add(time);
                    nanos.addAndGet(time.toNanos());
                });
        return new ChatNetwork(settings, new LanguageModel(settings).inputs(), calls, spent);
    }

    private ChatSettings settings(String model, ChatSettings.Form form, BudgetLimits limits) {
        return new ChatSettings(
                server.endpoint(),
                model,
                new Secret(Optional.of(key), Optional.empty()),
                Optional.empty(),
                PromptTemplate.parse("Is it {what}?"),
                redaction,
                CLASSES,
                form.of(CLASSES, 0.9),
                LONGEST,
                4,
                100,
                new CallSettings(deadline, Duration.ofSeconds(30)),
                limits,
                folder.resolve("spent"));
    }

    private float[] logits(ChatNetwork network, String... texts) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(texts.length * LONGEST);
        for (int i = 0; i < texts.length; i++) {
            bytes.position(i * LONGEST).put(texts[i].getBytes(StandardCharsets.UTF_8));
        }
        NDArray array = manager.create(bytes.rewind(), new Shape(texts.length, LONGEST), DataType.UINT8);
        return network.forward(Map.of("what", array)).get("logits").toFloatArray();
    }
}
