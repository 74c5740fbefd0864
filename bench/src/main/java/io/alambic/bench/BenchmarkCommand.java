package io.alambic.bench;

import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.Comparisons;
import io.alambic.bench.pipeline.Pipelines;
import io.alambic.chaos.ChaosCommand;
import io.alambic.chaos.hostile.HostileCommand;
import io.alambic.chaos.soak.SoakCommand;
import io.alambic.cli.UserError;
import io.alambic.datasets.fetch.DataSetException;
import io.alambic.launch.LaunchException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.core.ConditionTimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code alambic bench}: tables to stdout, progress to stderr. */
@Command(
        name = "alambic bench",
        description = "Measures alternatives of the same work, interleaved in one process, each time as a ratio to the"
                + " first alternative of its table; and, by name only, what distillation is worth.",
        mixinStandardHelpOptions = true,
        version = "alambic 0.1.0-SNAPSHOT")
public final class BenchmarkCommand {

    private static final int FAILED = 1;

    private BenchmarkCommand() {}

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        Logger.getLogger("").setLevel(Level.SEVERE);
        System.exit(commandLine(Pipelines.ALL, System::nanoTime).execute(args));
    }

    /**
     * Returns the command line, ready to execute.
     *
     * @param pipelines comparisons in which services run
     */
    static CommandLine commandLine(List<Comparison> pipelines, LongSupplier nanoClock) {
        List<Comparison> comparisons = new ArrayList<>(Comparisons.ALL);
        comparisons.addAll(pipelines);
        CommandLine run = new CommandLine(new Run());
        for (Comparison comparison : comparisons) {
            CommandLine named = new CommandLine(
                    comparison.name().equals("overhead")
                            ? new OverheadCommand(comparison, nanoClock)
                            : new ComparisonCommand(List.of(comparison), nanoClock));
            named.getCommandSpec().usageMessage().description(comparison.summary());
            run.addSubcommand(comparison.name(), named);
        }
        run.addSubcommand(new DistillCommand());
        run.addSubcommand(new EnsembleCommand());
        run.addSubcommand(new MembershipCommand());
        run.addSubcommand(new ProducersCommand());
        run.addSubcommand(new ChaosCommand());
        run.addSubcommand(new SoakCommand());
        run.addSubcommand(new HostileCommand());
        return new CommandLine(new BenchmarkCommand())
                .addSubcommand(new ChaosCommand())
                .addSubcommand(new SoakCommand())
                .addSubcommand(new HostileCommand())
                .addSubcommand(new MicroCommand())
                .addSubcommand(new Listing())
                .addSubcommand(run)
                .addSubcommand(new ComparisonCommand.All(comparisons, nanoClock))
                .addSubcommand(new ComparisonCommand.Gpu(comparisons, nanoClock))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    if (e instanceof IOException
                            || e instanceof IllegalArgumentException
                            || e instanceof UserError
                            || e instanceof DataSetException
                            || e instanceof LaunchException
                            || e instanceof ConditionTimeoutException) {
                        command.getErr().println("alambic bench: " + e.getMessage());
                    } else {
                        e.printStackTrace(command.getErr());
                    }
                    return FAILED;
                });
    }

    /** {@code alambic bench list}. */
    @Command(name = "list", description = "Lists what can be run.", mixinStandardHelpOptions = true)
    static final class Listing implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            spec.parent().subcommands().get("run").getSubcommands().forEach((name, command) -> {
                String[] description = command.getCommandSpec().usageMessage().description();
                out.printf("%-22s %s%n", name, description[0]);
            });
            return 0;
        }
    }

    /** {@code alambic bench run}: its commands are the names. */
    @Command(name = "run", description = "Runs one of them, by name.", mixinStandardHelpOptions = true)
    static final class Run {}
}
