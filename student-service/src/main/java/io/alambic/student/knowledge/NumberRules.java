package io.alambic.student.knowledge;

import io.alambic.core.model.InputRanges;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.FiniteNumbers;
import io.alambic.v1.Knowledge;
import java.util.BitSet;

/**
 * Refuses samples for single numbers.
 *
 * @param ranges the numbers that the student can read
 */
record NumberRules(InputRanges ranges) {

    /** Refuses samples of an input with numbers that the student cannot read; where that is all, vocabularies may differ. */
    void refuse(Knowledge knowledge, EncodedTensor input, RefusedSamples refused) throws ContractMismatchException {
        refuseNotFinite(input, refused);
        BitSet outside = ranges.samplesOutside(input);
        if (outside.cardinality() == refused.samples()) {
            throw new ContractMismatchException(
                    KnowledgeRules.teacher(knowledge), refused.samples(), outside(input, 0), null);
        }
        refused.add(Refusal.MISMATCH, outside, sample -> outside(input, sample));
    }

    private String outside(EncodedTensor input, int sample) {
        return "input '%s': sample %d: %s"
                .formatted(
                        input.name(), sample, ranges.firstOutside(input, sample).orElseThrow());
    }

    /** Refuses samples with numbers that nothing can be learned from. */
    static void refuseNotFinite(EncodedTensor tensor, RefusedSamples refused) {
        refused.add(Refusal.NOT_FINITE, FiniteNumbers.samplesNotLearnable(tensor), sample -> notFinite(tensor, sample));
    }

    private static String notFinite(EncodedTensor tensor, int sample) {
        return "tensor '%s': sample %d has a number that is not finite, or 2^50 and more"
                .formatted(tensor.name(), sample);
    }
}
