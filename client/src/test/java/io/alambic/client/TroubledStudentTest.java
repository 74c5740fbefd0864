package io.alambic.client;

import static io.alambic.client.InferenceException.Reason.DEADLINE_PASSED;
import static io.alambic.client.InferenceException.Reason.FAILED;
import static io.alambic.client.InferenceException.Reason.OVERLOADED;
import static io.alambic.client.InferenceException.Reason.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alambic.client.InferenceException.Reason;
import io.alambic.client.StandInStudent.Behaviour;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TroubledStudentTest {

    private static final long TIMEOUT_SECONDS = 30;
    private static final InferenceRequest REQUEST =
            InferenceRequest.of(NamedTensor.of("image", new float[] {1, 2}, 1, 2));

    private StandInStudent student;

    @BeforeEach
    void start() throws IOException {
        student = new StandInStudent();
    }

    @AfterEach
    void stop() {
        student.close();
    }

    private static Behaviour refusing(Status status) {
        return (request, caller) -> caller.onError(status.asRuntimeException());
    }

    private StudentClient client() {
        return new StudentClient(student.target());
    }

    private static Consumer<InferenceException> because(Reason reason) {
        return e -> assertThat(e.reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNAVAILABLE", "UNKNOWN"})
    void whatACallThatFoundNobodySaysIsAskedAgain(Status.Code code) {
        // Given
        student.then(refusing(code.toStatus())).then(refusing(code.toStatus()));

        try (StudentClient client = client()) {
            // When
            InferenceResult result = client.infer(REQUEST);

            // Then
            assertThat(result.weights().version()).isEqualTo(7);
            assertThat(student.calls()).isEqualTo(3);
        }
    }

    @Test
    void aRequestBeyondTheUsualBufferIsAskedAgainToo() {
        // Given
        student.then(refusing(Status.UNAVAILABLE));
        int samples = 3 << 10;
        InferenceRequest large = InferenceRequest.of(NamedTensor.of("image", new float[samples << 8], samples, 1 << 8));

        try (StudentClient client = client()) {
            // When
            InferenceResult result = client.infer(large);

            // Then
            assertThat(result.weights().step()).isEqualTo(70);
            assertThat(student.calls()).isEqualTo(2);
        }
    }

    @Test
    void attemptsEnd() {
        // Given
        for (int i = 0; i < 5; i++) {
            student.then(refusing(Status.UNAVAILABLE.withDescription("no weights have been promoted yet")));
        }

        try (StudentClient client = client()) {
            // Then
            assertThatExceptionOfType(InferenceException.class)
                    .isThrownBy(() -> client.infer(REQUEST))
                    .withMessage("Model 'student' at %s does not answer"
                            .formatted(student.target())
                            .concat(" (UNAVAILABLE: no weights have been promoted yet)"))
                    .satisfies(because(UNAVAILABLE));
            assertThat(student.calls()).isEqualTo(5);
        }
    }

    @Test
    void whatIsOverloadedIsNotAskedAgain() {
        // Given
        student.then(refusing(Status.RESOURCE_EXHAUSTED));

        try (StudentClient client = client()) {
            // Then
            assertThatExceptionOfType(InferenceException.class)
                    .isThrownBy(() -> client.infer(REQUEST))
                    .satisfies(because(OVERLOADED));
            assertThat(student.calls()).isEqualTo(1);
        }
    }

    @Test
    void aClientOfOneAttemptAsksOnce() {
        // Given
        student.then(refusing(Status.UNAVAILABLE));

        try (StudentClient client =
                new StudentClient(ClientSettings.of(student.target()).withAttempts(1))) {
            // Then
            assertThatExceptionOfType(InferenceException.class).isThrownBy(() -> client.infer(REQUEST));
            assertThat(student.calls()).isEqualTo(1);
        }
    }

    @Test
    void noAnswerInTimeIsADeadlineThatPassed() {
        // Given
        student.then((request, caller) -> {});

        try (StudentClient client =
                new StudentClient(ClientSettings.of(student.target()).withDeadline(Duration.ofMillis(200)))) {
            // Then
            assertThatExceptionOfType(InferenceException.class)
                    .isThrownBy(() -> client.infer(REQUEST))
                    .satisfies(because(DEADLINE_PASSED));
        }
    }

    @Test
    void nobodyThereIsUnavailableAndNotReady() throws IOException {
        // Given
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        try (StudentClient client = new StudentClient("localhost:" + port)) {
            // Then
            assertThat(client.ready()).isFalse();
            assertThat(client.inferAsync(REQUEST))
                    .failsWithin(Duration.ofSeconds(TIMEOUT_SECONDS))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOfSatisfying(InferenceException.class, because(UNAVAILABLE));
        }
    }

    @Test
    void aConnectionThatClosesUnderACallIsUnavailableWhateverGrpcCallsIt() {
        // When
        InferenceException failure = new Failures("localhost:9000", "student")
                .of(Status.UNKNOWN.withCause(new ClosedChannelException()).asRuntimeException());

        // Then
        assertThat(failure).satisfies(because(UNAVAILABLE));
    }

    @Test
    void aCancelledAnswerCancelsTheCall() throws Exception {
        // Given
        CompletableFuture<Void> cameIn = new CompletableFuture<>();
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        student.then((request, caller) -> {
            ((ServerCallStreamObserver<?>) caller).setOnCancelHandler(() -> cancelled.complete(null));
            cameIn.complete(null);
        });

        try (StudentClient client = client()) {
            CompletableFuture<InferenceResult> answer = client.inferAsync(REQUEST);
            cameIn.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);

            // When
            answer.cancel(true);

            // Then
            assertThat(cancelled).succeedsWithin(Duration.ofSeconds(TIMEOUT_SECONDS));
            assertThat(answer).isCancelled();
        }
    }

    @Test
    void aServerThatIsNoStudentIsFound() {
        // Given
        student.then((request, caller) -> {
            caller.onNext(StandInStudent.whole(request).clearParameters().build());
            caller.onCompleted();
        });

        try (StudentClient client = client()) {
            // Then
            assertThatExceptionOfType(InferenceException.class)
                    .isThrownBy(() -> client.infer(REQUEST))
                    .withMessageContaining("the answer lacks the parameter 'newest_event_time'")
                    .satisfies(because(FAILED));
        }
    }

    @Test
    void aCallOfAClosedClientIsRefused() {
        // Given
        StudentClient client = client();
        client.close();

        // Then
        assertThat(client.inferAsync(REQUEST)).failsWithin(Duration.ofSeconds(30));
    }
}
