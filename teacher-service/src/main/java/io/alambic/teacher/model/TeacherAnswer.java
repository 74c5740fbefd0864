package io.alambic.teacher.model;

import io.alambic.core.tensor.EncodedRows;
import java.util.BitSet;
import java.util.Map;

/**
 * What a teacher says of a batch of N samples, in heap memory.
 *
 * @param logits N rows
 * @param featureMaps N rows of each feature map by name, in the order in which they travel
 * @param unusable samples whose answer holds a number that is not finite, or is too large for its
 *     encoding; their rows mean nothing
 */
public record TeacherAnswer(EncodedRows logits, Map<String, EncodedRows> featureMaps, BitSet unusable) {

    /** Whether the rows of some samples can be published. */
    public boolean isUsable(int from, int count) {
        int first = unusable.nextSetBit(from);
        return first < 0 || first >= from + count;
    }
}
