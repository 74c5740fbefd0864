package io.alambic.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains a teacher with the teacher service's own training mode, which shows its progress on this
 * program's terminal.
 *
 * @param home where the packaged service lies
 */
public record TeacherTraining(Home home) {

    /**
     * What to train.
     *
     * @param data folder with IDX files
     * @param model folder that the trained model is written to
     * @param epochs passes over the training set
     * @param seed of the first weights and of the order
     * @param models tells the shape of the images and the number of classes
     * @param architecture options that describe the teacher, such as {@code --architecture residual}; none for the usual one
     */
    public record Plan(Path data, Path model, int epochs, long seed, ImageModels models, List<String> architecture) {

        private List<String> arguments() {
            List<String> arguments = new ArrayList<>(List.of(
                    "train",
                    "--data",
                    data.toString(),
                    "--out",
                    model.toString(),
                    "--epochs",
                    Integer.toString(epochs),
                    "--seed",
                    Long.toString(seed),
                    "--input",
                    models.input(),
                    "--classes",
                    Integer.toString(models.classes())));
            arguments.addAll(architecture);
            return arguments;
        }
    }

    /**
     * Trains, and returns once the model lies in its folder.
     *
     * @throws UserError if the training fails; it has said why itself
     */
    public void run(Plan plan) throws InterruptedException {
        int code = new TeacherJar(home).run(plan.arguments());
        if (code != 0) {
            throw new UserError("The teacher's training ended with exit code %d.".formatted(code));
        }
    }
}
