package io.alambic.student.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.inference.ModelInferRequest;
import io.alambic.student.protocol.CheckedRequest;
import io.grpc.Status;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallQueueTest {

    private static final int BYTES = 100;

    private final CallQueue queue =
            new CallQueue(new QueueLimits(3, 250), new Batching(8, Duration.ZERO, List.of()), System::nanoTime);

    @Test
    void joinsWhatNamesTheSameVersionAndLeavesTheRestInItsOrder() throws Exception {
        // Given
        CallQueue wide =
                new CallQueue(new QueueLimits(9, 10_000), new Batching(8, Duration.ZERO, List.of()), System::nanoTime);
        List<InferenceCall> calls = List.of(call("", 1), call("7", 2), call("", 3), call("7", 4));
        calls.forEach(wide::offer);

        // When
        List<InferenceCall> first = wide.take();
        List<InferenceCall> second = wide.take();

        // Then
        assertThat(first).containsExactly(calls.get(0), calls.get(2));
        assertThat(second).containsExactly(calls.get(1), calls.get(3));
    }

    @Test
    void refusesAtOnceWhatExceedsTheBytes() {
        // Given
        RecordedResponse third = new RecordedResponse();
        queue.offer(call("", 1));
        queue.offer(call("", 1));

        // When
        queue.offer(call("", 1, third));

        // Then
        assertThat(third.refusal()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void takesBytesBackOnceTheirCallsAreTaken() throws Exception {
        // Given
        RecordedResponse later = new RecordedResponse();
        queue.offer(call("", 1));
        queue.offer(call("", 1));
        queue.take();

        // When
        queue.offer(call("", 1, later));

        // Then
        assertThat(later.refusal()).isNull();
        assertThat(queue.take()).hasSize(1);
    }

    @Test
    void isQuietOnceEverythingTakenIsDone() throws Exception {
        // Given
        queue.offer(call("", 1));
        queue.take();
        CompletableFuture<Void> quiet =
                CompletableFuture.runAsync(() -> queue.awaitQuiet(TimeUnit.SECONDS.toNanos(60)));

        // When
        boolean before = quiet.isDone();
        queue.done();

        // Then
        assertThat(before).isFalse();
        quiet.get(30, TimeUnit.SECONDS);
    }

    @Test
    void anInterruptedThreadWaitsForNobodyAndStaysInterrupted() throws Exception {
        // Given
        queue.offer(call("", 1));
        Thread.currentThread().interrupt();

        // When
        queue.awaitQuiet(TimeUnit.DAYS.toNanos(1));

        // Then
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void refusesWhatWaitsAndWhatComesOnceClosed() throws Exception {
        // Given
        RecordedResponse waiting = new RecordedResponse();
        RecordedResponse late = new RecordedResponse();
        queue.offer(call("", 1, waiting));

        // When
        queue.close();
        queue.offer(call("", 1, late));

        // Then
        assertThat(waiting.refusal()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(late.refusal()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(queue.take()).isEmpty();
    }

    private static InferenceCall call(String version, int samples) {
        return call(version, samples, new RecordedResponse());
    }

    private static InferenceCall call(String version, int samples, ResponseHandler handler) {
        ModelInferRequest request =
                ModelInferRequest.newBuilder().setModelVersion(version).build();
        return new InferenceCall(
                new CheckedRequest(
                        request,
                        List.of(),
                        samples,
                        BYTES,
                        List.of(),
                        Collections.emptyNavigableMap(),
                        List.of(),
                        false,
                        0),
                handler,
                System.nanoTime());
    }
}
