package io.alambic.cli;

import io.alambic.cli.check.CheckCommand;
import io.alambic.cli.deadletters.DeadLettersCommand;
import io.alambic.cli.doctor.DoctorCommand;
import io.alambic.cli.map.MapCommand;
import io.alambic.cli.operate.StudentCommand;
import io.alambic.cli.quickstart.QuickstartCommand;
import io.alambic.cli.up.UpCommand;
import io.alambic.datasets.fetch.DataSetException;
import io.alambic.launch.LaunchException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The entry point of the command line: {@code alambic <command>}. */
@Command(
        name = "alambic",
        description = "Continuous distillation on Kafka: a student learns from a teacher's answers while they stream.",
        mixinStandardHelpOptions = true,
        version = "alambic 0.1.0-SNAPSHOT",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed; one sentence says why", "2:wrong usage", "130:interrupted by Ctrl-C"},
        subcommands = {
            QuickstartCommand.class,
            UpCommand.class,
            CheckCommand.class,
            MapCommand.class,
            DoctorCommand.class,
            ToolCommand.TrainTeacher.class,
            ToolCommand.Describe.class,
            ToolCommand.Export.class,
            ToolCommand.Report.class,
            ToolCommand.Explain.class,
            ProduceCommand.class,
            InferCommand.class,
            StudentCommand.class,
            DeadLettersCommand.class,
            BenchLauncher.class,
        })
public final class AlambicCommand implements Runnable {

    private static final int FAILED = 1;

    @Spec
    private CommandSpec spec;

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        LogFiles.silence();
        System.exit(commandLine().execute(args));
    }

    /** Creates the command line. */
    static CommandLine commandLine() {
        return new CommandLine(new AlambicCommand())
                .setExecutionExceptionHandler((e, command, parsed) -> report(e, command))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static int report(Exception e, CommandLine command) {
        if (e instanceof UserError || e instanceof DataSetException || e instanceof LaunchException) {
            LogFiles.note(e);
            command.getErr().println("alambic: " + e.getMessage());
        } else {
            command.getErr()
                    .printf(
                            "alambic: Unexpected failure (%s: %s); the details are in %s.%n",
                            e.getClass().getSimpleName(), e.getMessage(), LogFiles.record(e));
        }
        return FAILED;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing.");
    }
}
