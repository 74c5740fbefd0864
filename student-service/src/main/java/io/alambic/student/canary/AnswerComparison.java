package io.alambic.student.canary;

import ai.djl.ndarray.NDArray;
import io.alambic.core.bucket.CountedPlaces;
import io.alambic.core.task.Task;
import io.alambic.core.tensor.FiniteNumbers;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;

/**
 * The answers of the served weights and of a candidate to the same samples. A sample to which the served weights
 * themselves have no finite answer says nothing about a candidate, and is left out.
 *
 * @param samples compared samples
 * @param same samples of which both name one class
 * @param areFinite whether all logits of the candidate for the compared samples are finite
 */
record AnswerComparison(int samples, int same, boolean areFinite) {

    /** Compares answers, [N, ...], at the places that count. */
    static AnswerComparison of(Task.Alikeness alikeness, NDArray served, NDArray candidate, CountedPlaces places) {
        boolean[] alike = alikeness.of(served, candidate, places);
        Rows servedRows = Rows.of(served, alike.length);
        Rows candidateRows = Rows.of(candidate, alike.length);
        int samples = 0;
        int same = 0;
        boolean areFinite = true;
        for (int i = 0; i < alike.length; i++) {
            if (servedRows.isFinite(i)) {
                samples++;
                same += alike[i] ? 1 : 0;
                areFinite &= candidateRows.isFinite(i);
            }
        }
        return new AnswerComparison(samples, same, areFinite);
    }

    private record Rows(TensorType type, ByteBuffer bytes, int rowBytes) {

        static Rows of(NDArray array, int rows) {
            ByteBuffer bytes = array.toByteBuffer(true);
            return new Rows(TensorType.of(array.getDataType()), bytes, bytes.remaining() / rows);
        }

        boolean isFinite(int row) {
            ByteBuffer one = bytes.duplicate();
            int from = bytes.position() + row * rowBytes;
            return FiniteNumbers.firstNotFinite(type, one.limit(from + rowBytes).position(from))
                    .isEmpty();
        }
    }
}
