package io.alambic.teacher.describe;

import io.alambic.core.model.InputSpec;
import io.alambic.core.tensor.TensorSpec;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code describe}: says what a model takes and gives. Exit code 1 where the model cannot be had. */
@Command(
        name = "describe",
        description = "Prints a model's inputs, outputs, size and the settings that use it.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class DescribeCommand implements Callable<Integer> {

    /** First argument that asks for this command. */
    public static final String NAME = "describe";

    private static final int FAILED = 1;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "Model folder, *.pt, *.onnx, or grpc://host:port/name.")
    private String model;

    @Option(
            names = "--input",
            paramLabel = "NAME:TYPE:SHAPE",
            description = "An input, such as image:FP32:1x28x28; repeat or separate by comma for several.")
    private List<String> inputs = List.of();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    /** Runs the command with the arguments behind its name; returns the exit code. */
    public static int run(List<String> arguments) {
        return new CommandLine(new DescribeCommand()).execute(arguments.toArray(String[]::new));
    }

    @Override
    public Integer call() {
        try {
            List<TensorSpec> named = inputs.isEmpty() ? List.of() : InputSpec.parseAll(String.join(",", inputs));
            ModelReport report = new Describer(model, named).report();
            spec.commandLine().getOut().print(json ? JsonReport.of(report) + "\n" : TextReport.of(report));
            spec.commandLine().getOut().flush();
            return 0;
        } catch (IOException | IllegalArgumentException e) {
            spec.commandLine().getErr().println("The model cannot be described: " + e.getMessage());
            return FAILED;
        }
    }
}
