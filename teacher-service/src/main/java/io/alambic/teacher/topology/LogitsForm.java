package io.alambic.teacher.topology;

import io.alambic.core.tensor.SampledLogits;
import io.alambic.core.tensor.TopKLogits;
import io.alambic.v1.Logits;
import io.alambic.v1.Origin;
import io.alambic.v1.Tensor;
import java.util.function.Supplier;

/** Which logits travel. Immutable, thread safe. */
public sealed interface LogitsForm permits LogitsForm.All, LogitsForm.Largest, LogitsForm.Drawn {

    /**
     * Reads the settings.
     *
     * @param largest how many of the largest logits travel; 0 if the setting is off
     * @param draws how many classes are drawn; 0 if the setting is off
     * @param temperature at which they are drawn
     */
    static LogitsForm of(int largest, int draws, double temperature) {
        if (largest > 0 && draws > 0) {
            throw new IllegalArgumentException(
                    "expected 0 beside logits-top-k=%d, of which only one is possible, but got '%d'"
                            .formatted(largest, draws));
        }
        if (draws > 0) {
            return new Drawn(new SampledLogits(draws, temperature));
        }
        return largest > 0 ? new Largest(largest) : new All();
    }

    /**
     * Returns a message of the teacher's logits.
     *
     * @param full FP32, [N, C] or [N, T, C] unless all travel
     * @param origin of the sample record
     * @param samples index of each of the N samples in the sample record
     */
    Logits write(Tensor full, Origin origin, Supplier<int[]> samples);

    /** Returns whether answers of so many dimensions for each sample can travel so: some of the logits are those of the last axis. */
    default boolean takes(int dimensions) {
        return dimensions == 1 || dimensions == 2;
    }

    private static int classes(Tensor full) {
        return Math.toIntExact(full.getShape(full.getShapeCount() - 1));
    }

    /** Every logit. */
    record All() implements LogitsForm {

        @Override
        public boolean takes(int dimensions) {
            return true;
        }

        @Override
        public Logits write(Tensor full, Origin origin, Supplier<int[]> samples) {
            return Logits.newBuilder().setFull(full).build();
        }
    }

    /**
     * The largest logits; all where there are no more.
     *
     * @param k how many, at least 1
     */
    record Largest(int k) implements LogitsForm {

        @Override
        public Logits write(Tensor full, Origin origin, Supplier<int[]> samples) {
            return k >= classes(full)
                    ? new All().write(full, origin, samples)
                    : Logits.newBuilder().setTopK(TopKLogits.encode(full, k)).build();
        }
    }

    /**
     * Classes that were drawn; all of one.
     *
     * @param logits how they are drawn
     */
    record Drawn(SampledLogits logits) implements LogitsForm {

        @Override
        public Logits write(Tensor full, Origin origin, Supplier<int[]> samples) {
            return classes(full) == 1
                    ? new All().write(full, origin, samples)
                    : Logits.newBuilder()
                            .setTopK(logits.encode(full, origin, samples.get()))
                            .build();
        }
    }
}
