package io.alambic.teacher.model;

import static io.alambic.teacher.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.settings.Secret;
import io.alambic.core.tensor.Encoding;
import io.alambic.kafka.RecordLimits;
import io.alambic.models.LogitsFrom;
import io.alambic.models.llm.BudgetLimits;
import io.alambic.models.llm.ChatServer;
import io.alambic.models.llm.ChatSettings;
import io.alambic.models.llm.LanguageModel;
import io.alambic.models.llm.PromptTemplate;
import io.alambic.models.llm.Redaction;
import io.alambic.models.remote.CallSettings;
import io.alambic.teacher.StreamsSettings;
import io.alambic.teacher.TeacherService;
import io.alambic.teacher.TeacherSettings;
import io.alambic.teacher.TestTopics;
import io.alambic.teacher.control.TeachingRate;
import io.alambic.teacher.topology.Fates;
import io.alambic.teacher.topology.TeachingSettings;
import io.alambic.testing.SharedBroker;
import io.alambic.v1.DataType;
import io.alambic.v1.Knowledge;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A language model that misbehaves in the ways of its kind, behind a real broker. */
class LanguageModelIT {

    private static final int SAMPLES = 40;
    private static final int ODD = 17;
    private static final int MAX_BATCH = 8;
    private static final int LONGEST = 64;
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final List<String> CLASSES = List.of("even", "odd");

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path folder;

    @Test
    void whateverTheEndpointDoesEachTextIsTaughtOnceAndTheOneThatItRefusesIsDeadLetteredAlone() throws Exception {
        try (TestTopics topics = new TestTopics(BROKER);
                ChatServer server = new ChatServer()) {
            // Given
            topics.create(1);
            server.answerTokens(prompt -> Map.of(number(prompt) % 2 == 0 ? "even" : "odd", 0.9));
            server.refuse(prompt -> number(prompt) == ODD);
            Fates fates = new Fates();
            try (TeacherService service =
                    TeacherService.start(settings(topics, server), fates, (samples, nanos) -> {}, System::nanoTime)) {
                send(topics, 0, SAMPLES / 2);
                await("the first half").until(() -> topics.knowledge().size() == SAMPLES / 2 - 1);

                // When
                server.next(
                        ChatServer.status(429, "slow down"),
                        ChatServer.status(500, "oops"),
                        exchange -> exchange.close(),
                        exchange -> ChatServer.send(exchange, 200, "{\"choices\": ["),
                        ChatServer.status(503, "another model is loading"));
                send(topics, SAMPLES / 2, SAMPLES);
                await("both halves").until(() -> topics.knowledge().size() >= SAMPLES - 1);

                // Then
                assertThat(service.spending().calls())
                        .isEqualTo(server.prompts().size());
            }
            assertThat(topics.knowledge())
                    .extracting(knowledge -> knowledge.getOrigin().getOffset())
                    .containsExactlyElementsOf(LongStream.range(0, SAMPLES)
                            .filter(sample -> sample != ODD)
                            .boxed()
                            .toList());
            assertThat(topics.knowledge()).allSatisfy(LanguageModelIT::requireAnswer);
            assertThat(fates.deadLettered).hasValue(1);
        }
    }

    private static int number(String prompt) {
        String digits = prompt.replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    private static void requireAnswer(Knowledge knowledge) {
        assertThat(knowledge.getTeacherName()).isEqualTo(ChatServer.MODEL);
        ByteBuffer logits =
                knowledge.getLogits().getFull().getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        boolean even = logits.getFloat() > logits.getFloat();
        assertThat(even).isEqualTo(knowledge.getOrigin().getOffset() % 2 == 0);
    }

    private static void send(TestTopics topics, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            String text = "number %d".formatted(i);
            topics.send(
                    0,
                    SampleBatch.newBuilder()
                            .addTensors(Tensor.newBuilder()
                                    .setName("text")
                                    .setDataType(DataType.DATA_TYPE_UINT8)
                                    .addAllShape(List.of(1L, (long) text.length()))
                                    .setData(ByteString.copyFromUtf8(text)))
                            .build()
                            .toByteArray());
        }
        topics.flush();
    }

    private TeacherSettings settings(TestTopics topics, ChatServer server) {
        CallSettings calls = new CallSettings(Duration.ofSeconds(5), Duration.ofSeconds(20));
        LanguageModel model = new LanguageModel(new ChatSettings(
                server.endpoint(),
                ChatServer.MODEL,
                Secret.NONE,
                Optional.empty(),
                PromptTemplate.parse("Is this even or odd? {text}"),
                Redaction.NONE,
                CLASSES,
                ChatSettings.Form.LOGPROBS.of(CLASSES, 0.9),
                LONGEST,
                4,
                SAMPLES,
                calls,
                BudgetLimits.NONE,
                folder.resolve("spent")));
        return new TeacherSettings(
                new StreamsSettings(
                        BROKER.clientSettings(),
                        RecordLimits.DEFAULT,
                        BROKER.unique("teacher"),
                        folder,
                        1,
                        StreamsSettings.Guarantee.EXACTLY_ONCE_V2,
                        SHORT,
                        SHORT,
                        calls.budget()),
                new ModelSettings(
                        model,
                        model.inputs(),
                        Optional.of(new Buckets(new TreeMap<>(Map.of("A", List.of(LONGEST))), Map.of())),
                        "",
                        LogitsFrom.AUTO,
                        List.of(),
                        Encoding.FP16,
                        MAX_BATCH,
                        calls),
                new TeachingSettings(
                        topics.names(), MAX_BATCH, SHORT, RecordLimits.DEFAULT.maxRecordBytes(), TeachingRate.ALL));
    }
}
