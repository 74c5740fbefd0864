package io.alambic.cli.serving;

import io.alambic.datasets.LabelledSamples;
import io.alambic.datasets.targets.Score;
import io.alambic.datasets.targets.TargetSamples;

/** Answers to samples whose labels are tensors. */
final class ScoredTargets implements Judgement {

    private final Score score;

    ScoredTargets(Score score) {
        this.score = score;
    }

    @Override
    public void add(Answer answer, LabelledSamples samples, int from) {
        TargetSamples targets = (TargetSamples) samples;
        for (int row = 0; row < answer.logits().length; row++) {
            score.add(answer.logits()[row], targets.target(from + row));
        }
    }

    @Override
    public double figure() {
        return score.value();
    }
}
