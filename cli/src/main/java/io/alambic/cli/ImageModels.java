package io.alambic.cli;

import io.alambic.datasets.IdxImages;

/**
 * What suits a set of images: a plain convolutional student, small for grey images, larger for colour
 * images. The teacher's training has defaults of the same kind.
 *
 * @param input shape of an image, such as {@code 3x32x32}; with its name in front where it is another view,
 *     {@code half:3x16x16}
 * @param classes how many
 * @param convolutions channels of the student's blocks, separated by commas
 * @param map name of the teacher's map that travels, and of the student's that is held against it
 */
public record ImageModels(String input, int classes, String convolutions, String map) {

    /** Models for these images. */
    public static ImageModels of(IdxImages images) {
        String input =
                images.tensor().equals(IdxImages.IMAGE) ? images.shape() : images.tensor() + ":" + images.shape();
        return images.channels() == 1
                ? new ImageModels(input, images.classes(), "16,32", "block2")
                : new ImageModels(input, images.classes(), "16,32,64", "block3");
    }
}
