package io.alambic.chaos.cluster;

import io.alambic.cli.Home;
import io.alambic.cli.UserError;
import io.alambic.launch.LaunchException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.awaitility.core.ConditionTimeoutException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of the commands that run a whole cluster. */
public final class ClusterOptions {

    private static final int FAILED = 1;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "New folder for brokers, checkpoints and logs (default: a temporary one).")
    private Path work;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the report to this file.")
    private Path json;

    /** Creates a run in a folder. */
    @FunctionalInterface
    public interface Opening<R extends ClusterRun> {

        R open(Home home, Path folder, Consumer<String> progress) throws IOException, InterruptedException;
    }

    /** Executes a run. */
    @FunctionalInterface
    public interface Working<R extends ClusterRun> {

        ClusterReport report(R run) throws IOException, InterruptedException;
    }

    /**
     * Executes a run, which Ctrl-C ends, and prints its report.
     *
     * @return exit code; 1 if the report contains faults
     */
    public <R extends ClusterRun> int run(Opening<R> opening, Working<R> working)
            throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        Path folder = folder();
        err.println("work folder: " + folder);
        try (R run = opening.open(Home.find(System.getenv()), folder, err::println)) {
            Thread hook = new Thread(run::close, "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            ClusterReport report = working.report(run);
            Runtime.getRuntime().removeShutdownHook(hook);
            spec.commandLine().getOut().print(report.text());
            spec.commandLine().getOut().flush();
            if (json != null) {
                Files.writeString(json, ResultsJson.of(report, report.faults()));
            }
            return report.faults().isEmpty() ? 0 : FAILED;
        } catch (UserError | LaunchException | ConditionTimeoutException e) {
            err.println("alambic bench " + spec.name() + ": " + e.getMessage());
            return FAILED;
        }
    }

    private Path folder() throws IOException {
        if (work == null) {
            return Files.createTempDirectory("alambic-" + spec.name());
        }
        return Files.createDirectories(work).toRealPath();
    }
}
