package io.alambic.teacher.merge;

import java.util.ArrayList;
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
    public synchronized void standing(String teacher, int partition, double weight, double agreement, double accuracy) {
        weights.put(teacher, weight);
        agreements.put(teacher, agreement);
        accuracies.put(teacher, accuracy);
    }
}
