package io.alambic.student.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.inference.ModelInferRequest;
import io.alambic.student.protocol.CheckedRequest;
import io.alambic.student.threads.TestThreads;
import io.alambic.student.threads.ThreadSupervisor;
import io.grpc.Status;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class WorkersTest {

    @Test
    void aBatchThatFailsIsRefusedAndTheNextIsComputed() throws Exception {
        // Given
        ThreadSupervisor supervisor = TestThreads.supervisor();
        CallQueue queue =
                new CallQueue(new QueueLimits(8, 1 << 20), new Batching(1, Duration.ZERO, List.of()), System::nanoTime);
        AtomicInteger batches = new AtomicInteger();
        Workers workers = new Workers(
                1,
                queue,
                batch -> {
                    if (batches.incrementAndGet() < 3) {
                        throw new OutOfMemoryError("Java heap space");
                    }
                },
                supervisor);
        RecordedResponse first = new RecordedResponse();
        RecordedResponse second = new RecordedResponse();

        // When
        workers.start();
        queue.offer(call(first));
        queue.offer(call(second));
        queue.offer(call(new RecordedResponse()));

        // Then
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> batches.get() == 3);
        assertThat(first.refusal()).isEqualTo(Status.Code.INTERNAL);
        assertThat(second.refusal()).isEqualTo(Status.Code.INTERNAL);
        assertThat(supervisor.failed()).isEmpty();
        queue.awaitQuiet(TimeUnit.SECONDS.toNanos(60));
        workers.stop(TestThreads.soon());
    }

    private static InferenceCall call(RecordedResponse response) {
        CheckedRequest request = new CheckedRequest(
                ModelInferRequest.getDefaultInstance(),
                List.of(),
                1,
                100,
                List.of(0),
                Collections.emptyNavigableMap(),
                List.of(),
                true,
                0);
        return new InferenceCall(request, response, System.nanoTime());
    }
}
