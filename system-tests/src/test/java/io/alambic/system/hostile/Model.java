package io.alambic.system.hostile;

import com.google.protobuf.Timestamp;

/** What the teacher and the student under test read and answer, and a time that neither can believe. */
final class Model {

    static final String INPUT = "image";
    static final int SIDE = 8;
    static final int CLASSES = 4;
    static final Timestamp YEAR_2096 =
            Timestamp.newBuilder().setSeconds(3_976_214_400L).build();

    private Model() {}

    static long[] shape(int samples) {
        return new long[] {samples, 1, SIDE, SIDE};
    }
}
