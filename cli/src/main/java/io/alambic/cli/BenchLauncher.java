package io.alambic.cli;

import io.alambic.launch.Jvm;
import io.alambic.launch.ManagedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code alambic bench}: starts the bench in a separate JVM, which parses the arguments itself. */
@Command(
        name = "bench",
        description = "Measures alternatives of the same work against each other, in one process (see bench --help).")
final class BenchLauncher implements Callable<Integer> {

    private static final String JAR = "bench/target/alambic-bench.jar";
    private static final Jvm JVM = new Jvm(2048);

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        Path root = Home.find(System.getenv()).root();
        Path jar = root.resolve(JAR);
        if (!Files.isRegularFile(jar)) {
            throw new UserError("bench is not built: %s is missing; ./alambic bench builds it.".formatted(jar));
        }
        Process process;
        try {
            process = ManagedProcess.builder(JVM.jar(jar, properties(root), arguments))
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            throw new UserError("The bench cannot be started (%s).".formatted(e.getMessage()), e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process.waitFor();
    }

    private static Map<String, String> properties(Path root) {
        return Map.of(
                "alambic.home",
                root.toString(),
                "ai.djl.offline",
                "true",
                "ai.djl.pytorch.num_interop_threads",
                "1",
                "RUST_FLAVOR",
                "cpu");
    }
}
