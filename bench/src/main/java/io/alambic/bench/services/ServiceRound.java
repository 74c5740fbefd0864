package io.alambic.bench.services;

import io.alambic.bench.process.ThreadTimes;
import io.alambic.cli.observe.Metrics;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a service did in a round.
 *
 * @param threads processor time of each
 * @param metered what is looked at
 * @param models seconds of what its models did, by what to call it
 * @param samples that it got through
 */
public record ServiceRound(ThreadTimes threads, Metered metered, Map<String, Double> models, long samples) {

    /**
     * What of a service is looked at.
     *
     * @param service what to call it
     * @param models what its models do, by what to call it
     * @param samples metric of the samples that it got through, whatever became of them
     */
    public record Metered(String service, Map<String, Model> models, String samples) {}

    /**
     * Something that a model does.
     *
     * @param metric of the seconds that it takes
     * @param thread on which it is done: the start of its name
     */
    public record Model(String metric, String thread) {}

    /** A moment in the life of a service; everything is counted from its start. */
    public static ServiceRound sinceStart(BenchCluster.Started service, Metered metered) throws InterruptedException {
        Metrics now = service.metrics();
        Map<String, Double> models = new TreeMap<>();
        metered.models()
                .forEach((name, model) ->
                        models.put(name, now.value(model.metric()).orElse(0)));
        return new ServiceRound(ThreadTimes.of(service.process().pid()), metered, models, now.count(metered.samples()));
    }

    /** What it did since an earlier moment. */
    public ServiceRound since(ServiceRound before) {
        Map<String, Double> taken = new TreeMap<>();
        models.forEach((name, seconds) -> taken.put(name, seconds - before.models.get(name)));
        return new ServiceRound(threads.since(before.threads), metered, taken, samples - before.samples);
    }

    public double share(String thread) {
        return threads.seconds(thread) / threads.seconds();
    }

    /** The clock tells how long the thread took that has the model; a part of that it waited for a processor. */
    public double modelShare(String name) {
        String thread = metered.models().get(name).thread();
        return models.get(name) * threads.onProcessor(thread) / threads.seconds();
    }

    /** Share of what takes so many seconds for each sample. */
    public double shareOf(double secondsPerSample) {
        return secondsPerSample * samples / threads.seconds();
    }

    /** Never below 0, though what is told by the clock and by the processor never quite agrees. */
    public double rest() {
        return Math.max(
                0, 1 - models.keySet().stream().mapToDouble(this::modelShare).sum());
    }

    public boolean rested() {
        return models.values().stream().allMatch(seconds -> seconds == 0);
    }
}
