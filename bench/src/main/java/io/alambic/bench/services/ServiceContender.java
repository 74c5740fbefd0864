package io.alambic.bench.services;

import io.alambic.bench.measure.Contender;
import io.alambic.cli.UserError;
import io.alambic.cli.observe.Metrics;
import java.time.Duration;
import java.util.List;

/** Services with a backlog that lasts for the whole measurement; frozen between their turns. */
public final class ServiceContender implements Contender {

    private static final double NANOS = 1e9;

    /** Time after which a resumed service runs at full speed. */
    public static final Duration SETTLING = Duration.ofMillis(300);

    private final String name;
    private final List<BenchCluster.Started> services;
    private final String counter;
    private final List<String> fates;

    /**
     * Services that run at once, each with a backlog, not frozen yet.
     *
     * @param name as the table shows them
     * @param services all of them, the last in the line at the end
     * @param counter metric of the samples that are done there
     * @param fates labels of it that count
     */
    public ServiceContender(String name, List<BenchCluster.Started> services, String counter, List<String> fates) {
        this.name = name;
        this.services = List.copyOf(services);
        this.counter = counter;
        this.fates = fates;
    }

    /** Waits until a first sample is processed, so that the device's start-up is not measured; returns this. */
    public ServiceContender underWay(BenchCluster cluster) throws InterruptedException {
        cluster.await(
                "%s has got through a first sample".formatted(name),
                () -> last().probe().metrics().map(this::done).orElse(0L) > 0);
        return this;
    }

    /**
     * Freezes the services until their first turn, so that they keep their backlog while others warm up; returns this.
     * Not for members of a consumer group, which the group would drop.
     */
    public ServiceContender frozen() {
        services.forEach(service -> service.process().freeze());
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double samplesPerSecond(Duration slice) throws InterruptedException {
        services.forEach(service -> service.process().thaw());
        Thread.sleep(SETTLING.toMillis());
        long before = done(last().metrics());
        long start = System.nanoTime();
        Thread.sleep(slice.toMillis());
        long samples = done(last().metrics()) - before;
        long nanos = System.nanoTime() - start;
        services.forEach(service -> service.process().freeze());
        if (samples == 0) {
            throw new UserError("%s got through no sample in %d ms.".formatted(name, slice.toMillis()));
        }
        return samples * NANOS / nanos;
    }

    private BenchCluster.Started last() {
        return services.get(services.size() - 1);
    }

    private long done(Metrics metrics) {
        return fates.stream()
                .mapToLong(fate -> metrics.count(counter, "fate", fate))
                .sum();
    }

    @Override
    public void close() {
        services.forEach(service -> service.process().close());
    }
}
