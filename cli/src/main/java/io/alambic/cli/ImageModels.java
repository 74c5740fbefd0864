package io.alambic.cli;

import io.alambic.cli.dataset.IdxImages;

/**
 * The models that suit a set of images: plain convolutional networks, small ones for grey images, larger
 * ones for colour images. Lists are separated by commas.
 *
 * @param input shape of an image, such as {@code 3x32x32}
 * @param classes how many
 * @param teacherConvolutions channels of the teacher's blocks
 * @param teacherEpochs passes over the training set that make a good teacher in a few minutes
 * @param mirror whether the teacher's training also sees every image in a mirror
 * @param studentConvolutions channels of the student's blocks
 * @param features pair of the teacher's and the student's map that the feature term matches
 */
public record ImageModels(
        String input,
        int classes,
        String teacherConvolutions,
        int teacherEpochs,
        boolean mirror,
        String studentConvolutions,
        String features) {

    /** Models for these images. */
    public static ImageModels of(IdxImages images) {
        return images.channels() == 1
                ? new ImageModels(images.shape(), images.classes(), "64,64", 2, false, "16,32", "block2:block2")
                : new ImageModels(images.shape(), images.classes(), "32,64,128", 4, true, "16,32,64", "block3:block3");
    }
}
