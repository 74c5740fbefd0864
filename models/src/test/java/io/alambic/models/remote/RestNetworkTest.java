package io.alambic.models.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.models.ModelSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestNetworkTest {

    private final NDManager manager = NDManager.newBaseManager();
    private final AtomicLong nanos = new AtomicLong();
    private final List<Duration> pauses = new ArrayList<>();
    private CallSettings limits = new CallSettings(Duration.ofSeconds(20), Duration.ofSeconds(40));
    private RestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new RestServer();
    }

    @AfterEach
    void close() {
        server.close();
        manager.close();
    }

    @Test
    void tensorsTravelAsListsOfNumbers() throws IOException {
        // When
        Map<String, NDArray> outputs = forward(connect(), 1, 2, 3, 0.1f);

        // Then
        assertThat(outputs.get("scores").toFloatArray()).containsExactly(2, 4, 6, 0.2f);
        assertThat(outputs.get("half").toFloatArray()).containsExactly(0.5f, 1, 1.5f, 0.05f);
        assertThat(server.requests()).hasSize(1);
        assertThat(server.requests().get(0).toString())
                .isEqualTo(
                        "{\"parameters\":{\"feedback\":false},\"inputs\":[{\"name\":\"values\",\"datatype\":\"FP32\","
                                + "\"shape\":[2,2],\"data\":[1.0,2.0,3.0,0.1]}],\"outputs\":[{\"name\":\"half\"},{\"name\":\"scores\"}]}");
    }

    @Test
    void aServerThatAsksForTimeGetsIt() throws IOException {
        // Given
        server.next(
                exchange -> {
                    exchange.getResponseHeaders().add("Retry-After", "7");
                    RestServer.send(exchange, 429, "busy");
                },
                RestServer.status(503));

        // When
        Map<String, NDArray> outputs = forward(connect(), 1, 2);

        // Then
        assertThat(outputs.get("scores").toFloatArray()).containsExactly(2, 4);
        assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofMillis(100));
    }

    @Test
    void whatAServerAsksForHoldsForTheNextPassToo() throws IOException {
        // Given
        server.next(exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT");
            RestServer.send(exchange, 429, "busy");
        });
        RemoteNetwork network = connect();
        assertThatThrownBy(() -> forward(network, 1, 2)).isInstanceOf(ModelUnavailableException.class);

        // Then
        assertThatThrownBy(() -> forward(network, 1, 2))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageEndingWith("does not answer: it asked for more time");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void anAnswerThatIsCutOffIsAskedForAgain() throws IOException {
        // Given
        server.next(exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            exchange.close();
        });

        // When
        Map<String, NDArray> outputs = forward(connect(), 1, 2);

        // Then
        assertThat(outputs.get("scores").toFloatArray()).containsExactly(2, 4);
    }

    @Test
    void anAnswerThatTakesTooLongIsAskedForAgain() throws IOException {
        // Given
        limits = new CallSettings(Duration.ofMillis(500), Duration.ofSeconds(40));
        CountDownLatch forever = new CountDownLatch(1);
        server.next(exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().flush();
            forever.await();
        });

        // When
        Map<String, NDArray> outputs = forward(connect(), 1, 2);

        // Then
        assertThat(outputs.get("scores").toFloatArray()).containsExactly(2, 4);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void thePartsOfAPassShareOneBudget() throws IOException {
        // Given
        server.takeAtMost(1);
        RemoteNetwork network = RemoteNetwork.connect(
                List.of(),
                new SlowCalls(
                        calls(server.source()),
                        () -> nanos.addAndGet(Duration.ofSeconds(15).toNanos())));

        // When
        assertThatThrownBy(() -> forward(network, 1, 2, 3, 4, 5, 6))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessage(server.source() + " was not asked: the other calls of this pass used up its budget");

        // Then
        assertThat(server.requests()).hasSize(2);
        assertThat(forward(network, 1, 2).get("scores").toFloatArray()).containsExactly(2, 4);
    }

    @Test
    void whenTheBudgetIsUsedUpTheTeacherIsUnavailable() throws IOException {
        // Given
        server.next(Collections.nCopies(100, RestServer.status(502)).toArray(RestServer.Misbehaviour[]::new));

        // Then
        assertThatThrownBy(() -> forward(connect(), 1, 2))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessage(server.source() + " does not answer: status 502 {\"error\": \"status 502\"}");
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus)).isLessThan(limits.budget());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 403, 404, 409})
    void anErrorThatIsNotOfTheSampleMakesTheTeacherUnavailable(int status) throws IOException {
        // Given
        server.next(RestServer.status(status));

        // Then
        assertThatThrownBy(() -> forward(connect(), 1, 2))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageContaining("status " + status);
    }

    @Test
    void anErrorOfTheSampleIsARefusalAtOnce() throws IOException {
        // Given
        server.refuse(13);

        // Then
        assertThatThrownBy(() -> forward(connect(), 1, 13))
                .isInstanceOfSatisfying(ModelRefusedException.class, refusal -> assertThat(refusal.mayPass())
                        .isFalse())
                .hasMessageEndingWith("refuses: status 400 {\"error\": \"refused\"}");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void anErrorOfTheServerIsAskedAboutSixTimesForOneSample() throws IOException {
        // Given
        server.next(Collections.nCopies(6, RestServer.status(500)).toArray(RestServer.Misbehaviour[]::new));

        // Then
        assertThatThrownBy(() -> forward(connect(), 1, 2))
                .isInstanceOfSatisfying(ModelRefusedException.class, refusal -> assertThat(refusal.mayPass())
                        .isTrue());
        assertThat(server.requests()).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "busy",
                "[]",
                "{\"outputs\": []}",
                "{\"model_name\": \"twice\", \"outputs\": [{\"name\": \"scores\", \"data\": [1,",
                "{\"model_name\": \"twice\", \"outputs\": [1]}",
                "{\"model_name\": \"twice\", \"outputs\": [{\"name\": \"scores\", \"data\": [{}]}]}",
                "{\"model_name\": \"twice\", \"outputs\": [{\"name\": \"scores\", \"shape\": [1.5e99]}]}",
                "{\"model_name\": \"twice\", \"outputs\": [{\"name\": \"a\", \"datatype\": \"INT8\", \"data\": [128]}]}"
            })
    void anAnswerThatCannotBeReadIsAskedForAgain(String body) throws IOException {
        // Given
        server.next(RestServer.body(body));

        // When
        Map<String, NDArray> outputs = forward(connect(), 1, 2);

        // Then
        assertThat(outputs.get("scores").toFloatArray()).containsExactly(2, 4);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void anotherModelDoesNotTeach() throws IOException {
        // Given
        server.next(RestServer.body("{\"model_name\": \"thrice\", \"outputs\": []}"));

        // Then
        assertThatThrownBy(() -> forward(connect(), 1, 2))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessage(server.source() + " was asked, but model 'thrice' answers");
    }

    @Test
    void aShapeThatIsNotTheModelsIsRefused() throws IOException {
        // Given
        server.next(RestServer.body(scores("[1, 3]", "[1, 2, 3]")));

        // Then
        assertThatThrownBy(() -> forward(connect().only(Collections.singleton("scores")), 1, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("output 'scores': expected FP32 of shape (1, 2), but FP32 of shape (1, 3) came");
    }

    @Test
    void lessNumbersThanTheShapeSaysAreRefused() throws IOException {
        // Given
        server.next(RestServer.body(scores("[1, 2]", "[\"1\", 2]")));

        // Then
        assertThatThrownBy(() -> forward(connect().only(Collections.singleton("scores")), 1, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("output 'scores': FP32 of shape (1, 2) takes 8 bytes, but 4 came");
    }

    @Test
    void nestedListsAndNumbersThatAreNoneAreRead() throws IOException {
        // Given
        server.next(RestServer.body(scores("[3, 2]", "[[1, 2.5], [NaN, null], [-Infinity, 1e99]]")));

        // When
        Map<String, NDArray> outputs = forward(connect().only(Collections.singleton("scores")), 1, 2, 3, 4, 5, 6);

        // Then
        assertThat(outputs.get("scores").toFloatArray())
                .containsExactly(1, 2.5f, Float.NaN, Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    }

    @Test
    void aSampleThatJsonCannotSayIsRefusedAndNotSent() throws IOException {
        assertThatThrownBy(() -> forward(connect(), 1, Float.NaN))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessage("tensor 'values': expected finite numbers, as JSON has no others, but got NaN");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aBatchThatIsTooLargeIsSentInParts() throws IOException {
        // Given
        server.takeAtMost(2);

        // When
        Map<String, NDArray> outputs = forward(connect(), 1, 2, 3, 4, 5, 6, 7, 8);

        // Then
        assertThat(outputs.get("scores").toFloatArray()).containsExactly(2, 4, 6, 8, 10, 12, 14, 16);
    }

    @Test
    void anAnswerThatIsTooLargeIsAskedForInParts() throws IOException {
        // Given
        server.next(RestServer.body(" ".repeat((32 << 20) + 1)));

        // When
        Map<String, NDArray> outputs = forward(connect(), 1, 2, 3, 4);

        // Then
        assertThat(outputs.get("scores").toFloatArray()).containsExactly(2, 4, 6, 8);
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void theNewestVersionIsTheTeachersUnlessOneIsNamed() throws IOException {
        assertThat(connect().version()).isEqualTo("5");
        assertThat(new ModelSource.Rest(java.net.URI.create("http://a:1/x/v2/models/a%20b/versions/4")))
                .satisfies(rest -> {
                    assertThat(rest.model()).isEqualTo("a b");
                    assertThat(rest.version()).contains("4");
                });
    }

    @Test
    void aServerWithoutTheModelIsNoTeacher() {
        assertThatThrownBy(() -> RemoteNetwork.connect(List.of(), calls(server.source("thrice"))))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("/thrice refuses: status 404 {\"error\": \"no model here\"}");
    }

    private static String scores(String shape, String data) {
        return """
                {"model_name": "twice", "outputs": [
                  {"data": ["a", "b"], "name": "labels", "datatype": "BYTES", "shape": [2], "parameters": {"a": [1]}},
                  {"data": %s, "name": "scores", "datatype": "FP32", "shape": %s}]}""".formatted(data, shape);
    }

    private Map<String, NDArray> forward(RemoteNetwork network, float... values) {
        return network.forward(Map.of("values", manager.create(values, new Shape(values.length / 2, 2))));
    }

    private RemoteNetwork connect() throws IOException {
        return RemoteNetwork.connect(List.of(), calls(server.source()));
    }

    private InferenceCalls calls(ModelSource.Rest source) {
        return new RestInference(
                source,
                new RestCalls(
                        source.toString(),
                        limits,
                        source.key(),
                        RestCalls.Failure.NONE,
                        nanos::get,
                        () -> Instant.EPOCH,
                        this::pause));
    }

    private void pause(Duration time) {
        pauses.add(time);
        nanos.addAndGet(time.toNanos());
    }
}
