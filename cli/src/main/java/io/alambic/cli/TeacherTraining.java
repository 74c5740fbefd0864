package io.alambic.cli;

import java.nio.file.Path;
import java.util.List;

/**
 * Trains a teacher with the offline command, which shows its progress on this program's terminal.
 *
 * @param home locates the packaged commands
 */
public record TeacherTraining(Home home) {

    /**
     * Describes a training.
     *
     * @param data folder with IDX files
     * @param model output folder for the trained model
     * @param epochs passes over the training set
     * @param seed of the initial weights and of the order of samples
     * @param models the shape of the images and the number of classes
     */
    public record Plan(Path data, Path model, int epochs, long seed, ImageModels models) {

        private List<String> arguments() {
            return List.of(
                    "train-teacher",
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
                    Integer.toString(models.classes()));
        }
    }

    /**
     * Trains, and returns once the model is in its folder.
     *
     * @throws UserError if the training fails; the command has already printed the reason
     */
    public void run(Plan plan) throws InterruptedException {
        new ToolsJar(home).require("The teacher's training", plan.arguments());
    }
}
