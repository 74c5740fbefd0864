package io.alambic.teacher.topology;

import io.alambic.core.augment.AugmentationChain;
import io.alambic.core.digest.OriginBits;
import io.alambic.v1.AppliedAugmentation;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.util.Optional;
import java.util.function.IntToLongFunction;

/**
 * Makes augmented samples of sample records. What is drawn follows from the seed, the augmentation's number and the sample's place in
 * Kafka alone: a record that is read again gives the same ones. Thread safe.
 */
record Augmenter(Augmentations augmentations, SampleReader reader) {

    /**
     * Returns a record with every sample changed; empty if this changes nothing of it, or makes samples that the teacher cannot read.
     * Labels stay, but for a label tensor, whose places an augmentation may have moved.
     *
     * @param number of the augmentation, counted from 0
     */
    Optional<SampleRecord> of(SampleRecord record, int number) {
        AugmentationChain chain = augmentations.chains().get(number);
        long own = OriginBits.mix(augmentations.seed() + number);
        int[] indexes = record.indexes();
        IntToLongFunction seeds = sample -> OriginBits.of(own, record.origin(), indexes[sample]);
        SampleBatch.Builder batch = record.batch().toBuilder().clearTensors().clearLabelTensor();
        boolean changed = false;
        for (Tensor tensor : record.batch().getTensorsList()) {
            Optional<Tensor> other = chain.of(tensor, seeds);
            changed |= other.isPresent();
            batch.addTensors(other.orElse(tensor));
        }
        try {
            return changed ? Optional.of(reader.read(record, batch.build())) : Optional.empty();
        } catch (RefusedSamplesException e) {
            return Optional.empty();
        }
    }

    /** Returns how an augmentation is named in knowledge. */
    AppliedAugmentation applied(int number) {
        return AppliedAugmentation.newBuilder()
                .setName(augmentations.chains().get(number).name())
                .setNumber(number)
                .build();
    }
}
