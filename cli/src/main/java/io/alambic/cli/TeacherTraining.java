package io.alambic.cli;

import io.alambic.cli.process.Jvm;
import io.alambic.cli.process.ManagedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Trains a teacher with the teacher service's own training mode, which shows its progress on this
 * program's terminal.
 *
 * @param home where the packaged service lies
 */
public record TeacherTraining(Home home) {

    private static final Jvm JVM = new Jvm(1024);
    private static final Map<String, String> PROPERTIES = Map.of(
            "ai.djl.offline", "true", "ai.djl.pytorch.num_threads", "2", "ai.djl.pytorch.num_interop_threads", "1");

    /**
     * What to train.
     *
     * @param data folder with IDX files
     * @param model folder that the trained model is written to
     * @param epochs passes over the training set
     * @param seed of the first weights and of the order
     * @param models tells the shape of the images and the number of classes
     */
    public record Plan(Path data, Path model, int epochs, long seed, ImageModels models) {

        private List<String> arguments() {
            return List.of(
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
                    Integer.toString(models.classes()));
        }
    }

    /**
     * Trains, and returns once the model lies in its folder.
     *
     * @throws UserError if the training fails; it has said why itself
     */
    public void run(Plan plan) throws InterruptedException {
        Process process;
        try {
            List<String> line = JVM.jar(home.service("teacher-service"), PROPERTIES, plan.arguments());
            process = new ProcessBuilder(ManagedProcess.shielded(line))
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            throw new UserError("The teacher's training cannot be started (%s).".formatted(e.getMessage()), e);
        }
        Thread stop = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            int code = process.waitFor();
            if (code != 0) {
                throw new UserError("The teacher's training ended with exit code %d.".formatted(code));
            }
        } finally {
            process.destroyForcibly();
            removeHook(stop);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook runs: nothing to remove.
            return;
        }
    }
}
