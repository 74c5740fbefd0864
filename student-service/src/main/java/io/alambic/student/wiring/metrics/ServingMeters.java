package io.alambic.student.wiring.metrics;

import io.alambic.student.Endpoint;
import io.alambic.student.Student;
import io.alambic.student.admission.AdmissionListener;
import io.alambic.student.inference.InferenceListener;
import io.alambic.student.registry.ServedModel;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/** Meters of the served models and of the calls. */
@ApplicationScoped
public class ServingMeters implements InferenceListener, AdmissionListener {

    private static final String PREFIX = "alambic.student.";
    private static final double MILLIS = 1000;
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1)
    };

    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<Status.Code, Timer> inference = new ConcurrentHashMap<>();
    private final Counter samples;
    private final DistributionSummary batch;
    private final AtomicInteger inflight = new AtomicInteger();
    private final Map<Reason, Counter> refusedConnections = new EnumMap<>(Reason.class);

    ServingMeters(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        inference.put(Status.Code.OK, timer(Status.Code.OK));
        samples = Counter.builder(PREFIX + "inference.samples")
                .description("Samples answered over gRPC and HTTP")
                .register(registry);
        batch = DistributionSummary.builder(PREFIX + "inference.batch.samples")
                .description("Samples of one forward pass, of one call or of several that were batched")
                .register(registry);
        Gauge.builder(PREFIX + "inflight.requests", inflight, AtomicInteger::get)
                .description("Inference calls that wait or run")
                .register(registry);
        for (Reason reason : Reason.values()) {
            refusedConnections.put(
                    reason,
                    Counter.builder(PREFIX + "grpc.connections.closed")
                            .description("gRPC connections that were closed because of a limit")
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    private Timer timer(Status.Code code) {
        return Timer.builder(PREFIX + "inference")
                .description("One inference call")
                .tag("code", code.name())
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** Starts to measure the served models. */
    public void observe(Endpoint student) {
        served(student, "served.version", "Version of the served weights", 0, ServedModel::version);
        served(student, "served.step", "Training step of the served weights", 0, ServedModel::step);
        served(
                student,
                "freshness.seconds",
                "Now minus the event time of the newest sample in the served weights",
                Double.NaN,
                this::freshness);
        Gauge.builder(
                        PREFIX + "served.pinned",
                        student,
                        running -> running.models().isPinned() ? 1 : 0)
                .description("1 while an operator chose the served version, else 0")
                .register(registry);
        Gauge.builder(PREFIX + "grpc.connections", student, running -> running.clients()
                        .connections())
                .description("Open gRPC connections")
                .register(registry);
        Gauge.builder(PREFIX + "grpc.client.bytes", student, running -> running.clients()
                        .held())
                .description("Unfinished requests and unread answers of gRPC clients")
                .register(registry);
        Gauge.builder(PREFIX + "request.bytes", student, running -> running.inference()
                        .memory()
                        .reserved())
                .description("Memory of the requests that are read right now")
                .register(registry);
        FunctionCounter.builder(PREFIX + "thread.failures", student, running -> running.threads()
                        .failures())
                .description("Failures of the work of any thread")
                .register(registry);
        if (student instanceof Student learning) {
            Gauge.builder(PREFIX + "queue.batches", learning, Student::waitingBatches)
                    .description("Decoded batches that wait for the trainer")
                    .register(registry);
        }
    }

    private double freshness(ServedModel model) {
        boolean learned = model.newestEventTimeMs() > 0;
        return learned ? (clock.millis() - model.newestEventTimeMs()) / MILLIS : Double.NaN;
    }

    private void served(
            Endpoint student, String name, String description, double before, ToDoubleFunction<ServedModel> value) {
        Gauge.builder(PREFIX + name, student, running -> running.models()
                        .peek()
                        .map(model -> value.applyAsDouble(model))
                        .orElse(before))
                .description(description)
                .register(registry);
    }

    @Override
    public void connectionRefused(Reason reason) {
        refusedConnections.get(reason).increment();
    }

    @Override
    public void started() {
        inflight.incrementAndGet();
    }

    @Override
    public void passed(int calls, int answered) {
        batch.record(answered);
    }

    @Override
    public void ended(Status.Code code, int answered, long nanos) {
        inflight.decrementAndGet();
        samples.increment(answered);
        inference.computeIfAbsent(code, this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }
}
