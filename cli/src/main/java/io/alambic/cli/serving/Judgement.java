package io.alambic.cli.serving;

import io.alambic.cli.report.QuickstartTask;
import io.alambic.client.StudentClient;
import io.alambic.datasets.LabelledSamples;
import io.alambic.datasets.targets.TargetSet;

/** Judges answers by the labels of their samples. Not thread safe. */
public interface Judgement {

    /** Most samples of a request. */
    int BATCH = 250;

    /**
     * Adds answers.
     *
     * @param answer about the samples from an index on, one row for each
     */
    void add(Answer answer, LabelledSamples samples, int from);

    /** Returns the task's figure of all answers so far; NaN if it is not known. */
    double figure();

    /** Returns a judgement by a task's figure that has seen no answer. */
    static Judgement of(QuickstartTask task) {
        return switch (task) {
            case CLASSIFICATION -> new Accuracy();
            case EMBEDDING -> new Unjudged();
            case DENSE -> new ScoredTargets(TargetSet.SHAPES.score());
            case REGRESSION -> new ScoredTargets(TargetSet.BIRTHS.score());
        };
    }

    /** Asks about all samples of a set over gRPC, and returns the task's figure. */
    static double of(QuickstartTask task, StudentClient student, LabelledSamples samples) {
        Judgement judgement = of(task);
        int from = 0;
        while (from < samples.size()) {
            int count = samples.together(from, BATCH);
            judgement.add(Answer.of(student, samples, from, count), samples, from);
            from += count;
        }
        return judgement.figure();
    }
}
