package io.alambic.system.hostile;

/** What the teacher and the student under test read and answer. */
final class Model {

    static final String INPUT = "image";
    static final int SIDE = 8;
    static final int CLASSES = 4;

    private Model() {}

    static long[] shape(int samples) {
        return new long[] {samples, 1, SIDE, SIDE};
    }
}
