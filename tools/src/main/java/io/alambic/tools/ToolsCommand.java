package io.alambic.tools;

import io.alambic.core.startup.EngineDefaults;
import io.alambic.datasets.fetch.DataSetException;
import io.alambic.tools.describe.DescribeCommand;
import io.alambic.tools.explain.ExplainCommand;
import io.alambic.tools.export.ExportCommand;
import io.alambic.tools.report.ReportCommand;
import io.alambic.tools.train.TrainTeacherCommand;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The offline commands, under the name that users type: {@code alambic <command>}. */
@Command(
        name = "alambic",
        subcommands = {
            TrainTeacherCommand.class,
            DescribeCommand.class,
            ExportCommand.class,
            ReportCommand.class,
            ExplainCommand.class
        })
public final class ToolsCommand implements Runnable {

    private static final int FAILED = 1;
    private static final Logger ROOT = Logger.getLogger("");

    @Spec
    private CommandSpec spec;

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String... arguments) {
        EngineDefaults.apply(System.getProperties());
        ROOT.setLevel(Level.WARNING);
        System.exit(commandLine().execute(arguments));
    }

    /** The command line, ready to execute. */
    public static CommandLine commandLine() {
        return new CommandLine(new ToolsCommand())
                .setExecutionExceptionHandler(ToolsCommand::report)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static int report(Exception e, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (e instanceof DataSetException) {
            command.getErr().println("alambic: " + e.getMessage());
            return FAILED;
        }
        throw e;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing.");
    }
}
