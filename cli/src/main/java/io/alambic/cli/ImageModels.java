package io.alambic.cli;

import io.alambic.cli.dataset.IdxImages;

/**
 * What suits a set of images: a plain convolutional student, small for grey images, larger for colour
 * images. The teacher's training has defaults of the same kind.
 *
 * @param input shape of an image, such as {@code 3x32x32}
 * @param classes how many
 * @param convolutions channels of the student's blocks, separated by commas
 * @param map name of the teacher's map that travels, and of the student's that is held against it
 */
public record ImageModels(String input, int classes, String convolutions, String map) {

    /** Models for these images. */
    public static ImageModels of(IdxImages images) {
        return images.channels() == 1
                ? new ImageModels(images.shape(), images.classes(), "16,32", "block2")
                : new ImageModels(images.shape(), images.classes(), "16,32,64", "block3");
    }
}
