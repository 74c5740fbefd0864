package io.alambic.teacher.merge;

import io.alambic.teacher.privacy.VoteFate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts what a merge tells. Thread safe. */
public final class MergeFates implements MergeListener {

    final Map<String, Integer> samples = new HashMap<>();
    final List<AnswerRefusal> refusals = new ArrayList<>();
    final Map<String, Double> weights = new HashMap<>();
    final Map<String, Double> accuracies = new HashMap<>();
    final Map<String, Double> agreements = new HashMap<>();
    final Map<VoteFate, Integer> votes = new EnumMap<>(VoteFate.class);
    double spent;
    boolean exhausted;
    int complete;
    int incomplete;
    int waiting;
    long waitingBytes;

    /** Answers that wait. */
    public synchronized int waiting() {
        return waiting;
    }

    /** Samples of merged knowledge. */
    public synchronized int samples() {
        return complete + incomplete;
    }

    /** Samples that a teacher answered too late. */
    public int late(String teacher) {
        return samples(teacher, AnswerFate.LATE);
    }

    /** Samples with private votes that met a fate. */
    public synchronized int votes(VoteFate fate) {
        return votes.getOrDefault(fate, 0);
    }

    /** Samples with private votes. */
    public synchronized int decided() {
        return votes.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** What private votes cost. */
    public synchronized double spent() {
        return spent;
    }

    synchronized int samples(String teacher, AnswerFate fate) {
        return samples.getOrDefault(teacher + " " + fate, 0);
    }

    @Override
    public synchronized void answered(String teacher, AnswerFate fate, int count) {
        samples.merge(teacher + " " + fate, count, Integer::sum);
    }

    @Override
    public synchronized void deadLettered(AnswerRefusal refusal) {
        refusals.add(refusal);
    }

    @Override
    public synchronized void merged(int count, boolean isComplete, int knowledgeBytes) {
        if (isComplete) {
            complete += count;
        } else {
            incomplete += count;
        }
    }

    @Override
    public synchronized void waitingChanged(int answers, long bytes) {
        waiting += answers;
        waitingBytes += bytes;
    }

    @Override
    public synchronized void decided(VoteFate fate, int knowledgeBytes) {
        votes.merge(fate, 1, Integer::sum);
    }

    @Override
    public synchronized void spent(double epsilon, boolean all) {
        spent = epsilon;
        exhausted = all;
    }

    @Override
    public synchronized void standing(String teacher, int partition, double weight, double agreement, double accuracy) {
        weights.put(teacher, weight);
        agreements.put(teacher, agreement);
        accuracies.put(teacher, accuracy);
    }
}
