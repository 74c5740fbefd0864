package io.alambic.teacher.topology;

import io.alambic.core.augment.AugmentationChain;
import java.util.List;

/**
 * Further samples that the teacher answers beside those that come. Immutable.
 *
 * @param chains each makes one of every sample
 * @param seed of what is drawn
 */
public record Augmentations(List<AugmentationChain> chains, long seed) {

    /** None but the samples that come. */
    public static final Augmentations NONE = new Augmentations(List.of(), 0);

    public Augmentations {
        chains = List.copyOf(chains);
    }
}
