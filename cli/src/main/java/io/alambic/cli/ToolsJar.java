package io.alambic.cli;

import io.alambic.launch.Jvm;
import io.alambic.launch.ManagedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs an offline command on models in a separate JVM that shares this program's terminal and ends with it.
 *
 * @param home locates the packaged commands
 */
public record ToolsJar(Home home) {

    private static final Jvm JVM = new Jvm(1024);
    private static final String TERMINAL = "alambic.terminal";

    /**
     * Runs a command and waits until it ends.
     *
     * @param arguments name of the command, followed by its own arguments
     * @return its exit code
     */
    int run(List<String> arguments) throws InterruptedException {
        Path jar = home.tools();
        Process process;
        try {
            process = ManagedProcess.builder(JVM.jar(jar, properties(), arguments))
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

    /**
     * Runs a command that has to succeed. The command prints the reason itself if it does not.
     *
     * @param what it does, as the subject of a sentence
     * @throws UserError if it fails
     */
    public void require(String what, List<String> arguments) throws InterruptedException {
        int code = run(arguments);
        if (code != 0) {
            throw new UserError("%s ended with exit code %d.".formatted(what, code));
        }
    }

    /**
     * Passes on whether the launcher found a terminal; the command shows its progress accordingly. Tokens are computed on the
     * CPU: with a GPU, the library would look for other native code on the network.
     */
    private static Map<String, String> properties() {
        return Map.of(
                "ai.djl.pytorch.num_threads",
                "2",
                "RUST_FLAVOR",
                "cpu",
                TERMINAL,
                System.getProperty(TERMINAL, "false"));
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is already shutting down and runs the hook, so it cannot be removed.
            return;
        }
    }
}
