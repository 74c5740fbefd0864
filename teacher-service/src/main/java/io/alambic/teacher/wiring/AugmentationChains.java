package io.alambic.teacher.wiring;

import io.alambic.core.augment.AugmentationChain;
import java.util.List;

/** Augmentations; the configuration needs a type of its own for a list in one value. */
record AugmentationChains(List<AugmentationChain> chains) {}
