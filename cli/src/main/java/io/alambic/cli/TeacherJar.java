package io.alambic.cli;

import io.alambic.cli.process.Jvm;
import io.alambic.cli.process.ManagedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs a command of the packaged teacher service on this program's terminal. The process ends with this
 * one.
 *
 * @param home where the packaged service lies
 */
record TeacherJar(Home home) {

    private static final Jvm JVM = new Jvm(1024);
    private static final Map<String, String> PROPERTIES = Map.of(
            "ai.djl.offline", "true", "ai.djl.pytorch.num_threads", "2", "ai.djl.pytorch.num_interop_threads", "1");

    /**
     * Runs the command to its end.
     *
     * @return its exit code
     */
    int run(List<String> arguments) throws InterruptedException {
        Path jar = home.service("teacher-service");
        Process process;
        try {
            process = new ProcessBuilder(ManagedProcess.shielded(JVM.jar(jar, PROPERTIES, arguments)))
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            throw new UserError("%s cannot be started (%s).".formatted(jar, e.getMessage()), e);
        }
        Thread stop = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            return process.waitFor();
        } finally {
            process.destroyForcibly();
            removeHook(stop);
        }
    }

    /** A model as every process understands it: a path from the root, or an address as it is. */
    static String absolute(String model) {
        return model.contains("://")
                ? model
                : Path.of(model).toAbsolutePath().normalize().toString();
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
