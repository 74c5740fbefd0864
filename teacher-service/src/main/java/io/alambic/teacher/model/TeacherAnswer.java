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
 * @param refused samples that the model refuses, each with the engine's error; their rows mean nothing
 */
public record TeacherAnswer(
        EncodedRows logits,
        Map<String, EncodedRows> featureMaps,
        BitSet unusable,
        Map<Integer, RuntimeException> refused) {

    /** An answer to samples that the model all took. */
    public TeacherAnswer(EncodedRows logits, Map<String, EncodedRows> featureMaps, BitSet unusable) {
        this(logits, featureMaps, unusable, Map.of());
    }
}
