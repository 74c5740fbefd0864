package io.alambic.student.feedback;

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
    private final FeedbackForm form;
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
        this.form = settings.recordHeaders()
                .<FeedbackForm>map(headers -> new RecordFeedback(student, settings.topic(), headers))
                .orElseGet(() -> new TensorFeedback(
                        student,
                        origin,
                        settings.topic(),
                        inputs.stream()
                                .filter(input -> settings.takes(input.name()))
                                .toList()));
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
        for (FeedbackForm.Part part : form.parts(request)) {
            FedBackContent content = part.content();
            double[][] rows = Arrays.copyOfRange(probabilities, part.firstRow(), part.firstRow() + content.samples());
            double doubt = Arrays.stream(rows)
                    .mapToDouble(settings.order()::doubt)
                    .max()
                    .orElse(0);
            long number = samples;
            samples += content.samples();
            int dropped = Arrays.stream(rows).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)
                    ? pool.add(new FedBackItem(doubt, number, offered.answeredMs(), content))
                    : content.samples();
            if (dropped > 0) {
                listener.feedback(Fate.DROPPED, dropped);
            }
        }
    }

    private void send() {
        int left = budget.available();
        while (left > 0 && !pool.isEmpty()) {
            List<FedBackItem> first = pool.take(Math.min(left, RECORD_SAMPLES), RECORD_BYTES);
            int taken = first.stream().mapToInt(FedBackItem::samples).sum();
            budget.spend(taken);
            left -= taken;
            form.records(first).forEach(this::send);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback receives the result
    private void send(FeedbackForm.Outgoing outgoing) {
        try {
            producer.send(outgoing.record(), (metadata, error) -> {
                if (error != null) {
                    LOG.debug("topic={} Feedback was not taken: {}", settings.topic(), error.getMessage());
                }
                listener.feedback(error == null ? Fate.SENT : Fate.FAILED, outgoing.samples());
            });
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn("topic={} Feedback was not taken: {}", settings.topic(), e.getMessage());
            listener.feedback(Fate.FAILED, outgoing.samples());
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
