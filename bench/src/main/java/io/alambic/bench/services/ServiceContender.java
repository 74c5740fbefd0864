package io.alambic.bench.services;

import io.alambic.bench.measure.Contender;
import io.alambic.cli.UserError;
import io.alambic.cli.observe.Metrics;
import io.alambic.cli.observe.ServiceProbe;
import io.alambic.launch.RestartableProcess;
import java.time.Duration;
import java.util.List;

/** Services with a backlog that lasts for the whole measurement; frozen between their turns. */
public final class ServiceContender implements Contender {

    private static final double NANOS = 1e9;

    /** Time after which a resumed service runs at full speed. */
    public static final Duration SETTLING = Duration.ofMillis(300);

    private final String name;
    private final List<RestartableProcess> processes;
    private final ServiceProbe probe;
    private final String counter;
    private final List<String> fates;

    /**
     * A service with a backlog, not frozen yet.
     *
     * @param name as the table shows it
     * @param counter metric of the samples that are done
     * @param fate label of it that counts
     */
    public ServiceContender(String name, RestartableProcess process, ServiceProbe probe, String counter, String fate) {
        this(name, List.of(process), probe, counter, List.of(fate));
    }

    /**
     * Several services that run at once.
     *
     * @param processes all of them
     * @param probe of the last in the line
     * @param counter metric of the samples that are done there
     * @param fates labels of it that count
     */
    public ServiceContender(
            String name, List<RestartableProcess> processes, ServiceProbe probe, String counter, List<String> fates) {
        this.name = name;
        this.processes = processes;
        this.probe = probe;
        this.counter = counter;
        this.fates = fates;
    }

    /** Waits until a first sample is processed, so that the device's start-up is not measured; returns this. */
    public ServiceContender underWay(BenchCluster cluster) throws InterruptedException {
        cluster.await(
                "%s has got through a first sample".formatted(name),
                () -> probe.metrics().map(this::done).orElse(0L) > 0);
        return this;
    }

    /**
     * Freezes the services until their first turn, so that they keep their backlog while others warm up; returns this.
     * Not for members of a consumer group, which the group would drop.
     */
    public ServiceContender frozen() {
        processes.forEach(RestartableProcess::freeze);
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double samplesPerSecond(Duration slice) throws InterruptedException {
        processes.forEach(RestartableProcess::thaw);
        Thread.sleep(SETTLING.toMillis());
        Reading before = read();
        Thread.sleep(slice.toMillis());
        Reading after = read();
        processes.forEach(RestartableProcess::freeze);
        if (after.samples() == before.samples()) {
            throw new UserError("%s got through no sample in %d ms.".formatted(name, slice.toMillis()));
        }
        return (after.samples() - before.samples()) * NANOS / (after.nanos() - before.nanos());
    }

    /** Samples processed until a moment. */
    private record Reading(long samples, long nanos) {}

    private Reading read() throws InterruptedException {
        Metrics metrics = probe.metrics()
                .orElseThrow(() -> new UserError("%s does not answer; its log says why.".formatted(name)));
        return new Reading(done(metrics), System.nanoTime());
    }

    private long done(Metrics metrics) {
        return fates.stream()
                .mapToLong(fate -> metrics.count(counter, "fate", fate))
                .sum();
    }

    @Override
    public void close() {
        processes.forEach(RestartableProcess::close);
    }
}
