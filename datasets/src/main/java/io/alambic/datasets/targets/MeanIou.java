package io.alambic.datasets.targets;

/**
 * Mean over the classes of the places where answer and label name the class, over the places where one of them does (Jaccard 1912). A
 * class that neither names is left out.
 */
final class MeanIou implements Score {

    private final long[] both;
    private final long[] either;

    /** Creates a score of answers [classes, ...places]. */
    MeanIou(int classes) {
        this.both = new long[classes];
        this.either = new long[classes];
    }

    @Override
    public void add(float[] answer, float[] target) {
        for (int place = 0; place < target.length; place++) {
            int named = 0;
            for (int c = 1; c < both.length; c++) {
                named = answer[c * target.length + place] > answer[named * target.length + place] ? c : named;
            }
            int expected = (int) target[place];
            either[named]++;
            if (named == expected) {
                both[named]++;
            } else {
                either[expected]++;
            }
        }
    }

    @Override
    public double value() {
        double sum = 0;
        int classes = 0;
        for (int c = 0; c < both.length; c++) {
            if (either[c] > 0) {
                sum += (double) both[c] / either[c];
                classes++;
            }
        }
        return sum / classes;
    }
}
