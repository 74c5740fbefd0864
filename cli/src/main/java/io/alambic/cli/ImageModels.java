package io.alambic.cli;

import io.alambic.datasets.IdxImages;
import java.util.Map;

/**
 * Default models for a set of images: a plain convolutional student, small for grey images, larger for colour
 * images. The training of the teacher chooses its defaults in the same way.
 *
 * @param input shape of an image, such as {@code 3x32x32}, prefixed with its name if it is another view, such
 *     as {@code half:3x16x16}
 * @param classes number of classes
 * @param convolutions output channels of the student's convolution blocks, comma-separated
 * @param map name of the teacher's feature map that is transferred, and of the student's that is compared with
 *     it
 */
public record ImageModels(String input, int classes, String convolutions, String map) {

    /** Returns models that suit these images. */
    public static ImageModels of(IdxImages images) {
        String input =
                images.tensor().equals(IdxImages.IMAGE) ? images.shape() : images.tensor() + ":" + images.shape();
        return images.channels() == 1
                ? new ImageModels(input, images.classes(), "16,32", "block2")
                : new ImageModels(input, images.classes(), "16,32,64", "block3");
    }

    /** Returns the settings of a student's service with these models. */
    public Map<String, String> studentSettings() {
        return Map.of(
                "alambic.student.model.input",
                input,
                "alambic.student.model.classes",
                Integer.toString(classes),
                "alambic.student.model.convolutions",
                convolutions,
                "alambic.student.features",
                map + ":" + map);
    }
}
