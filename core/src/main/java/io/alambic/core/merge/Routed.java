package io.alambic.core.merge;

/** Only one teacher is asked about a sample, and its answer stays as it is. Of several that answer, the first counts. */
record Routed() implements MergeRule {

    @Override
    public String name() {
        return "routed";
    }

    @Override
    public boolean isOfClasses() {
        return false;
    }

    @Override
    public boolean waitsForAll() {
        return false;
    }

    @Override
    public float[] merge(float[][] logits, double[] shares) {
        return logits[0].clone();
    }
}
