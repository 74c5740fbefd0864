package io.alambic.student.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.alambic.inference.ModelStreamInferResponse;
import io.alambic.student.Recorder;
import io.alambic.student.TinyTask;
import io.alambic.student.admission.AdmissionListener.Reason;
import io.alambic.student.admission.ConnectionLimits;
import io.alambic.student.protocol.Requests;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients may hold of the gRPC port, tried by clients that hold more. */
class ConnectionLimitsTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final String INFER = "inference.GRPCInferenceService/ModelInfer";
    private static final int PATIENCE_MS = 30_000;
    private static final int NO_WINDOW = 0;

    private final Recorder recorder = new Recorder();
    private final ServedModels models = Serving.models();
    private GrpcStudent student;

    private void start(ConnectionLimits limits) throws IOException {
        student = new GrpcStudent(
                Serving.limited(limits),
                TinyTask.STUDENT.signature(),
                models,
                recorder,
                new OpenStreams(limits.streams()));
        models.serve(new ServedModel(TinyTask.STUDENT.newNetwork(student.engine(), 3), 1, 1, 1));
    }

    @AfterEach
    void stop() throws Exception {
        student.close();
    }

    @Test
    void closesConnectionsBeyondTheLimitAndTakesThemAgainOnceOthersHaveLeft() throws Exception {
        // Given
        start(new ConnectionLimits(2, 100, LONG, LONG, 1 << 20, 1));
        RawHttp2 first = new RawHttp2(student.port(), NO_WINDOW);
        RawHttp2 second = new RawHttp2(student.port(), NO_WINDOW);
        await().until(() -> student.server().clients().connections() == 2);

        // When
        boolean isClosed = isClosedAtOnce();
        first.close();
        second.close();

        // Then
        assertThat(isClosed).isTrue();
        assertThat(recorder.closedConnections()).containsOnly(Reason.CONNECTIONS);
        await().until(() -> student.server().clients().connections() == 0);
        assertThat(ask()).isEqualTo(1);
    }

    @Test
    void closesTheConnectionWhoseRequestsDoNotComeWhole() throws Exception {
        // Given
        start(new ConnectionLimits(8, 100, LONG, LONG, 256 << 10, 1));
        assertThat(ask()).isEqualTo(1);
        try (RawHttp2 slow = new RawHttp2(student.port(), NO_WINDOW)) {
            // When
            for (int call = 0; call < 8; call++) {
                slow.begin(1 + 2 * call, INFER);
                slow.message(1 + 2 * call, 8 << 20, new byte[48 << 10]);
            }

            // Then
            assertThat(slow.isClosedWithin(PATIENCE_MS)).isTrue();
        }
        assertThat(recorder.closedConnections()).containsExactly(Reason.MEMORY);
        await().until(() -> student.server().clients().held() < 64 << 10);
        assertThat(ask()).isEqualTo(1);
    }

    @Test
    void closesTheConnectionThatDoesNotReadItsAnswers() throws Exception {
        // Given
        start(new ConnectionLimits(8, 100, LONG, LONG, 256 << 10, 1));
        assertThat(ask()).isEqualTo(1);
        byte[] request = Requests.raw("student", 64, new float[64 * 64]).toBuilder()
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("block1"))
                .build()
                .toByteArray();
        try (RawHttp2 deaf = new RawHttp2(student.port(), NO_WINDOW)) {
            // When
            for (int call = 0; call < 40; call++) {
                deaf.begin(1 + 2 * call, INFER);
                deaf.message(1 + 2 * call, request.length, request);
                deaf.end(1 + 2 * call);
            }

            // Then
            assertThat(deaf.isClosedWithin(PATIENCE_MS)).isTrue();
        } catch (IOException e) {
            assertThat(e)
                    .as("a write to a connection that the server has closed")
                    .isNotNull();
        }
        recorder.await(
                "the connection to be closed", seen -> !seen.closedConnections().isEmpty());
        assertThat(recorder.closedConnections()).containsExactly(Reason.MEMORY);
        assertThat(ask()).isEqualTo(1);
    }

    @Test
    void closesTheConnectionThatBeginsFarMoreCallsThanItMay() throws Exception {
        // Given
        start(new ConnectionLimits(8, 10, LONG, LONG, 64 << 20, 1));
        try (RawHttp2 eager = new RawHttp2(student.port(), NO_WINDOW)) {
            // When
            for (int call = 0; call < 30; call++) {
                eager.begin(1 + 2 * call, INFER);
            }

            // Then
            assertThat(eager.isClosedWithin(PATIENCE_MS)).isTrue();
        } catch (IOException e) {
            assertThat(e)
                    .as("a write to a connection that the server has closed")
                    .isNotNull();
        }
        recorder.await(
                "the connection to be closed", seen -> !seen.closedConnections().isEmpty());
        assertThat(recorder.closedConnections()).containsExactly(Reason.CALLS);
        assertThat(ask()).isEqualTo(1);
    }

    @Test
    void closesTheConnectionThatBreaksOffCallAfterCall() throws Exception {
        // Given
        start(new ConnectionLimits(8, 100, LONG, LONG, 1 << 20, 1));
        try (RawHttp2 rapid = new RawHttp2(student.port(), NO_WINDOW)) {
            // When
            for (int call = 0; call < 300; call++) {
                rapid.begin(1 + 2 * call, INFER);
                rapid.reset(1 + 2 * call);
            }

            // Then
            assertThat(rapid.isClosedWithin(PATIENCE_MS)).isTrue();
        } catch (IOException e) {
            assertThat(e)
                    .as("a write to a connection that the server has closed")
                    .isNotNull();
        }
        await().until(() -> student.server().clients().connections() == 0);
        assertThat(recorder.closedConnections()).containsExactly(Reason.RESETS);
        assertThat(ask()).isEqualTo(1);
    }

    @Test
    void closesAConnectionThatHasReachedItsAge() throws Exception {
        // Given
        start(new ConnectionLimits(8, 100, Duration.ofMillis(200), LONG, 1 << 20, 1));

        // When
        int answered = ask();

        // Then
        await().until(() -> student.server().clients().connections() == 0);
        assertThat(ask()).isEqualTo(answered);
    }

    @Test
    void closesAConnectionWithoutCalls() throws Exception {
        // Given
        start(new ConnectionLimits(8, 100, LONG, Duration.ofMillis(200), 1 << 20, 1));

        // When
        int answered = ask();

        // Then
        await().until(() -> student.server().clients().connections() == 0);
        assertThat(ask()).isEqualTo(answered);
    }

    @Test
    void refusesStreamsBeyondTheLimit() throws Exception {
        // Given
        start(new ConnectionLimits(8, 100, LONG, LONG, 1 << 20, 1));
        StreamObserver<ModelInferRequest> first = student.async().modelStreamInfer(new Outcome());
        await().until(() -> student.server().clients().held() > 0);
        Outcome refused = new Outcome();

        // When
        student.async().modelStreamInfer(refused);

        // Then
        assertThat(refused.over)
                .failsWithin(30, TimeUnit.SECONDS)
                .withThrowableThat()
                .withMessageContaining("RESOURCE_EXHAUSTED: no more than 1 streaming calls are open at once");
        first.onCompleted();
    }

    private boolean isClosedAtOnce() throws IOException {
        try (RawHttp2 connection = new RawHttp2(student.port(), NO_WINDOW)) {
            return connection.isClosedWithin(PATIENCE_MS);
        } catch (SocketException e) {
            return true;
        }
    }

    private int ask() {
        return student.blocking()
                        .modelInfer(Requests.raw("student", 1, TinyTask.image(0)))
                        .getOutputs(0)
                        .getShapeCount()
                - 1;
    }

    private static final class Outcome implements StreamObserver<ModelStreamInferResponse> {

        private final CompletableFuture<Void> over = new CompletableFuture<>();

        @Override
        public void onNext(ModelStreamInferResponse response) {}

        @Override
        public void onError(Throwable reason) {
            over.completeExceptionally(reason);
        }

        @Override
        public void onCompleted() {
            over.complete(null);
        }
    }
}
