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

    /** First and longest time between two looks for the end of a batch: an answer takes processor time from the service. */
    private static final long LOOK_MILLIS = 5;

    private static final long LONGEST_LOOK_MILLIS = 100;
    private static final Duration LONGEST = Duration.ofSeconds(30);

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
        long before = doneNext();
        long start = System.nanoTime();
        Thread.sleep(slice.toMillis());
        long samples = doneNext() - before;
        long nanos = System.nanoTime() - start;
        services.forEach(service -> service.process().freeze());
        return samples * NANOS / nanos;
    }

    /** Waits for the end of a batch, so that whole batches are counted; returns how many samples are done then. */
    private long doneNext() throws InterruptedException {
        long start = System.nanoTime();
        long before = done(last().metrics());
        long now = before;
        long look = LOOK_MILLIS;
        while (now == before) {
            if (System.nanoTime() - start > LONGEST.toNanos()) {
                throw new UserError("%s got through no sample in %d s.".formatted(name, LONGEST.toSeconds()));
            }
            Thread.sleep(look);
            look = Math.min(2 * look, LONGEST_LOOK_MILLIS);
            now = done(last().metrics());
        }
        return now;
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
