package io.alambic.core.zoo;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.List;

/**
 * A built-in architecture that reads the tokens of a text, INT64 [T]. Token 0 is padding: it is left out, so that an answer does
 * not depend on how far its text was padded.
 */
public sealed interface TextArchitecture extends ZooArchitecture permits TextCnn, TextEmbeddingBag, TextTransformer {

    /** Letter of the open dimension. */
    String LENGTH = "T";

    /** Length of the longest text, unless another is {@link #taking taken}; it is no part of the architecture. */
    int LONGEST = 512;

    /** Returns the name of the input. */
    String tokens();

    /** Returns how many different tokens there are, padding included. */
    int vocabulary();

    /** Returns the length of the vector of a token. */
    int width();

    @Override
    default Input reads() {
        return new Input(tokens(), List.of(LONGEST));
    }

    @Override
    default TensorSpec input() {
        return new TensorSpec(tokens(), TensorType.INT64, new Shape(LONGEST), List.of(LENGTH));
    }

    /** Checks what all of them have. */
    static void require(String tokens, int vocabulary, int width, List<Integer> dense, int classes) {
        ZooArchitecture.require(new Input(tokens, List.of(LONGEST)), 1, "tokens", dense, classes);
        if (vocabulary < 2 || width < 1) {
            throw new IllegalArgumentException("vocabulary must be at least 2 and width at least 1, but are %d and %d"
                    .formatted(vocabulary, width));
        }
    }
}
