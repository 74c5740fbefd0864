package io.alambic.cli.serving;

import io.alambic.datasets.LabelledSamples;

/** Answers to samples without labels. */
final class Unjudged implements Judgement {

    @Override
    public void add(Answer answer, LabelledSamples samples, int from) {
        // There is nothing to compare them with.
    }

    @Override
    public double figure() {
        return Double.NaN;
    }
}
