package io.alambic.student.feedback;

import com.google.protobuf.ByteString;
import io.alambic.core.digest.HashBits;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.student.feedback.FeedbackListener.Fate;
import io.alambic.student.protocol.AnsweredRequest;
import io.alambic.student.threads.StopDeadline;
import io.alambic.student.threads.ThreadSupervisor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a share of the answered requests to the samples topic, so that the student learns from its own traffic.
 * Inference workers put requests into a bounded queue. A separate thread ranks their samples, keeps the first in order
 * and sends as many as the budget allows. Samples without room are dropped and counted. No call waits or fails because
 * of feedback. Owns its thread and its producer.
 */
public final class Feedback implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Feedback.class);

    private static final int WAITING_REQUESTS = 256;
    private static final int RECORD_SAMPLES = 64;
    private static final long RECORD_BYTES = 1 << 20;
    private static final long TICK_MS = 50;
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private record Offered(AnsweredRequest request, long answeredMs) {}

    private final FeedbackSettings settings;
    private final Producer<byte[], byte[]> producer;
    private final InstantSource clock;
    private final LongSupplier nanoClock;
    private final FeedbackListener listener;
    private final FeedbackRecords records;
    private final Budget budget;
    private final Pool pool;
    private final BlockingQueue<Offered> queue = new ArrayBlockingQueue<>(WAITING_REQUESTS);
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final Thread thread;
    private long samples;
    private volatile boolean stopping;

    /**
     * Creates feedback, which {@link #start} starts.
     *
     * @param student name of the student
     * @param origin part of the sample ids that is unique to this process
     * @param inputs inputs of the student
     * @param producer closed with the feedback
     * @param clock the time of day
     * @param nanoClock monotonic time in nanoseconds
     */
    public Feedback(
            FeedbackSettings settings,
            String student,
            String origin,
            List<TensorSpec> inputs,
            Producer<byte[], byte[]> producer,
            InstantSource clock,
            LongSupplier nanoClock,
            FeedbackListener listener,
            ThreadSupervisor supervisor) {
        this.settings = settings;
        this.producer = producer;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.listener = listener;
        this.records = new FeedbackRecords(
                student,
                origin,
                settings.topic(),
                inputs.stream().filter(input -> settings.takes(input.name())).toList());
        this.budget = new Budget(settings.samplesPerSecond(), nanoClock);
        this.pool = new Pool(settings.pool());
        this.thread = supervisor.restarting("feedback", this::run);
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** Queues a request or drops it; returns at once. Any thread may call it. */
    public void offer(AnsweredRequest request) {
        if (stopping || !isChosen(answered.incrementAndGet()) || !request.mayBeLearned()) {
            return;
        }
        if (queuedBytes.addAndGet(request.bytes()) > settings.pool().bytes()
                || !queue.offer(new Offered(request, clock.millis()))) {
            queuedBytes.addAndGet(-request.bytes());
            listener.feedback(Fate.DROPPED, request.samples());
        }
    }

    private boolean isChosen(long number) {
        return HashBits.areBelow(settings.rate(), HashBits.mix(number * HashBits.GOLDEN));
    }

    private void run() throws InterruptedException {
        while (!stopping) {
            Offered next = queue.poll(TICK_MS, TimeUnit.MILLISECONDS);
            for (int i = 0; next != null && i < WAITING_REQUESTS; i++) {
                rank(next);
                next = queue.poll();
            }
            if (next != null) {
                rank(next);
            }
            send();
        }
    }

    private void rank(Offered offered) {
        AnsweredRequest request = offered.request();
        queuedBytes.addAndGet(-request.bytes());
        double[][] probabilities = request.probabilities().orElseGet(() -> new double[request.samples()][0]);
        List<ByteString> inputs = request.inputs().stream()
                .filter(input -> settings.takes(input.spec().name()))
                .map(AnsweredRequest.Input::bytes)
                .toList();
        for (int i = 0; i < request.samples(); i++) {
            int row = i;
            double doubt = settings.order().doubt(probabilities[row]);
            long number = samples++;
            int dropped = Arrays.stream(probabilities[row]).allMatch(Double::isFinite)
                    ? pool.add(new FedBackSample(
                            doubt,
                            number,
                            offered.answeredMs(),
                            inputs.stream()
                                    .map(all -> row(all, row, request.samples()))
                                    .toList()))
                    : 1;
            if (dropped > 0) {
                listener.feedback(Fate.DROPPED, dropped);
            }
        }
    }

    /** Copies the bytes, so that one sample does not keep its request in memory. */
    private static ByteString row(ByteString all, int row, int rows) {
        int bytes = all.size() / rows;
        return ByteString.copyFrom(all.substring(row * bytes, (row + 1) * bytes).toByteArray());
    }

    private void send() {
        int left = budget.available();
        while (left > 0 && !pool.isEmpty()) {
            List<FedBackSample> first = pool.take(Math.min(left, RECORD_SAMPLES), RECORD_BYTES);
            budget.spend(first.size());
            left -= first.size();
            send(first);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback receives the result
    private void send(List<FedBackSample> samples) {
        try {
            producer.send(records.of(samples), (metadata, error) -> {
                if (error != null) {
                    LOG.debug("topic={} Feedback was not taken: {}", settings.topic(), error.getMessage());
                }
                listener.feedback(error == null ? Fate.SENT : Fate.FAILED, samples.size());
            });
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn("topic={} Feedback was not taken: {}", settings.topic(), e.getMessage());
            listener.feedback(Fate.FAILED, samples.size());
        }
    }

    /** Stops within some seconds. */
    @Override
    public void close() {
        close(StopDeadline.in(GOODBYE.multipliedBy(2), nanoClock));
    }

    /** Stops; samples that still wait are dropped. */
    public void close(StopDeadline deadline) {
        stopping = true;
        try {
            deadline.join(thread, GOODBYE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(deadline.left(GOODBYE));
    }
}
