package io.alambic.cli.serving;

import io.alambic.datasets.LabelledSamples;

/** The share of answers that name the right class. */
final class Accuracy implements Judgement {

    private long correct;
    private long answers;

    @Override
    public void add(Answer answer, LabelledSamples samples, int from) {
        for (int row = 0; row < answer.logits().length; row++) {
            correct += answer.classOf(row) == samples.label(from + row) ? 1 : 0;
            answers++;
        }
    }

    @Override
    public double figure() {
        return (double) correct / answers;
    }
}
