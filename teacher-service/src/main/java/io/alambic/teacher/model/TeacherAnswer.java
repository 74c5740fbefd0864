package io.alambic.teacher.model;

import io.alambic.core.tensor.EncodedRows;
import java.util.BitSet;
import java.util.Map;

/**
 * A teacher's answer to a batch of N samples, in heap memory.
 *
 * @param logits N rows
 * @param featureMaps N rows of each feature map by name, in the order of the settings
 * @param unusable samples whose answer holds a number that is not finite, or is too large for its
 *     encoding; their rows mean nothing
 */
public record TeacherAnswer(EncodedRows logits, Map<String, EncodedRows> featureMaps, BitSet unusable) {

    /** Returns whether the rows of these samples can be published. */
    public boolean isUsable(int from, int count) {
        int first = unusable.nextSetBit(from);
        return first < 0 || first >= from + count;
    }
}
