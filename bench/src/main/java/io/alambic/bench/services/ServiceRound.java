package io.alambic.bench.services;

import io.alambic.bench.process.ThreadTimes;
import io.alambic.cli.observe.Metrics;
import java.util.Map;
import java.util.TreeMap;

/**
 * Work of a service in a round.
 *
 * @param threads processor time of each
 * @param metered what is looked at
 * @param models seconds of what its models did, by what to call it
 * @param samples that it got through
 */
public record ServiceRound(ThreadTimes threads, Metered metered, Map<String, Double> models, long samples) {

    /**
     * What is read of a service.
     *
     * @param service what to call it
     * @param models what its models do, by what to call it
     * @param samples metric of the samples that it got through, whatever became of them
     */
    public record Metered(String service, Map<String, Model> models, String samples) {}

    /**
     * An activity of a model.
     *
     * @param metric of the seconds that it takes
     * @param thread on which it is done: the start of its name
     */
    public record Model(String metric, String thread) {}

    /** Reads the counters of a service, which count from its start. */
    public static ServiceRound sinceStart(BenchCluster.Started service, Metered metered) throws InterruptedException {
        Metrics now = service.metrics();
        Map<String, Double> models = new TreeMap<>();
        metered.models()
                .forEach((name, model) ->
                        models.put(name, now.value(model.metric()).orElse(0)));
        return new ServiceRound(ThreadTimes.of(service.process().pid()), metered, models, now.count(metered.samples()));
    }

    /** Returns the difference to an earlier reading. */
    public ServiceRound since(ServiceRound before) {
        Map<String, Double> taken = new TreeMap<>();
        models.forEach((name, seconds) -> taken.put(name, seconds - before.models.get(name)));
        return new ServiceRound(threads.since(before.threads), metered, taken, samples - before.samples);
    }

    public double share(String thread) {
        return threads.seconds(thread) / threads.seconds();
    }

    /** Returns the model's share: its time by the clock, less the part in which its thread waited for a processor. */
    public double modelShare(String name) {
        String thread = metered.models().get(name).thread();
        return models.get(name) * threads.onProcessor(thread) / threads.seconds();
    }

    /** Returns the share of work that takes a number of seconds for each sample. */
    public double shareOf(double secondsPerSample) {
        return secondsPerSample * samples / threads.seconds();
    }

    /** Returns the rest; at least 0, as time by the clock and by the processor do not agree exactly. */
    public double rest() {
        return Math.max(
                0, 1 - models.keySet().stream().mapToDouble(this::modelShare).sum());
    }

    public boolean rested() {
        return models.values().stream().allMatch(seconds -> seconds == 0);
    }
}
