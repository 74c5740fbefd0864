package io.alambic.mapping.image;

import java.util.Optional;

/**
 * What becomes of an image.
 *
 * @param decoder of its file
 * @param resize what size it gets
 * @param resampling how
 * @param normalization of its samples
 * @param result height and width that are made, if this was said apart from the tensor's shape
 */
record ImageSettings(
        ImageDecoder decoder,
        ResizeRule resize,
        Resampling resampling,
        Normalization normalization,
        Optional<ResizeRule.Exactly> result) {}
