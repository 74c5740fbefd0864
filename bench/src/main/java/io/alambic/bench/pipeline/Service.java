package io.alambic.bench.pipeline;

import io.alambic.bench.measure.Contender;
import io.alambic.bench.process.Victim;
import io.alambic.cli.UserError;
import io.alambic.cli.observe.Metrics;
import io.alambic.cli.observe.ServiceProbe;
import java.time.Duration;

/** A service with more records before it than it can work off; frozen while it is not its turn. */
final class Service implements Contender {

    private static final double NANOS = 1e9;
    private static final Duration SETTLING = Duration.ofMillis(300);

    private final String name;
    private final Victim process;
    private final ServiceProbe probe;
    private final String counter;
    private final String fate;

    /**
     * A service that works off a backlog, not frozen yet.
     *
     * @param name as the table shows it
     * @param counter metric of the samples that are done
     * @param fate label of it that counts
     */
    Service(String name, Victim process, ServiceProbe probe, String counter, String fate) {
        this.name = name;
        this.process = process;
        this.probe = probe;
        this.counter = counter;
        this.fate = fate;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double samplesPerSecond(Duration slice) throws InterruptedException {
        process.thaw();
        Thread.sleep(SETTLING.toMillis());
        Reading before = read();
        Thread.sleep(slice.toMillis());
        Reading after = read();
        process.freeze();
        if (after.samples() == before.samples()) {
            throw new UserError("%s got through no sample in %d ms.".formatted(name, slice.toMillis()));
        }
        return (after.samples() - before.samples()) * NANOS / (after.nanos() - before.nanos());
    }

    /** Samples done until a moment. */
    private record Reading(long samples, long nanos) {}

    private Reading read() throws InterruptedException {
        Metrics metrics = probe.metrics()
                .orElseThrow(() -> new UserError("%s does not answer; its log says why.".formatted(process.name())));
        return new Reading(metrics.count(counter, "fate", fate), System.nanoTime());
    }

    @Override
    public void close() {
        process.close();
    }
}
