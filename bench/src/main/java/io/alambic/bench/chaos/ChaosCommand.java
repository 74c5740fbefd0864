package io.alambic.bench.chaos;

import io.alambic.cli.Home;
import io.alambic.cli.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code alambic bench run chaos}: exit code 1 where a sample was lost or doubled. */
@Command(
        name = "chaos",
        description =
                "Kills, freezes and stops brokers, teachers and student at seeded random moments while samples stream,"
                        + " then looks for every sample.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class ChaosCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--kills",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many kills and freezes fall; stops come on top.")
    private int kills;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Seed of blows and samples.")
    private long seed;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "New folder for brokers, checkpoints and logs (default: a temporary one).")
    private Path work;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the report to this file.")
    private Path json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        Path folder = folder();
        err.println("work folder: " + folder);
        try (ChaosRun run = new ChaosRun(Home.find(System.getenv()), folder, err::println)) {
            Thread hook = new Thread(run::close, "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            ChaosReport report = run.run(kills, seed);
            Runtime.getRuntime().removeShutdownHook(hook);
            spec.commandLine().getOut().print(report.text());
            spec.commandLine().getOut().flush();
            if (json != null) {
                Files.writeString(json, ResultsJson.of(report, report.faults()));
            }
            return report.faults().isEmpty() ? 0 : FAILED;
        } catch (UserError e) {
            err.println("alambic bench chaos: " + e.getMessage());
            return FAILED;
        }
    }

    private Path folder() throws IOException {
        if (work == null) {
            return Files.createTempDirectory("alambic-chaos");
        }
        return Files.createDirectories(work).toRealPath();
    }
}
