package io.alambic.tools.describe;

import io.alambic.models.remote.ModelRefusedException;
import io.alambic.models.remote.ModelUnavailableException;
import io.alambic.tools.CommandFailure;
import io.alambic.tools.ModelArgument;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alambic describe}: prints the inputs, outputs and size of a model. Exit code 1 if the model cannot be opened. */
@Command(
        name = "describe",
        description = "Prints a model's inputs, outputs and size, and the settings that make it a teacher or student.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class DescribeCommand implements Callable<Integer> {

    private static final String FAILED = "The model cannot be described";

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "MODEL",
            description =
                    "Folder of a trained teacher, TorchScript file *.pt, ONNX file *.onnx, file *.yaml that declares a"
                            + " student, or"
                            + " grpc://host:port/name or http://host:port/v2/models/name of any Open Inference Protocol server.")
    private String model;

    @Option(
            names = "--input",
            paramLabel = "NAME:TYPE:SHAPE",
            description = "What the model takes, such as image:FP32:1x28x28; repeat it for several. Needed for files; a"
                    + " letter stands for an open dimension.")
    private List<String> inputs = List.of();

    @Option(
            names = "--sizes",
            paramLabel = "LETTER=SIZE/SIZE",
            defaultValue = "",
            showDefaultValue = Visibility.NEVER,
            description = "Sizes of open dimensions, such as T=16/32/64 for --input ids:INT64:T.")
    private String sizes;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        try {
            ModelReport report =
                    new Describer(ModelArgument.absolute(model), ModelArgument.inputs(inputs), sizes).report();
            spec.commandLine().getOut().print(json ? ModelReportJson.of(report) + "\n" : ModelReportText.of(report));
            spec.commandLine().getOut().flush();
            return 0;
        } catch (IOException | IllegalArgumentException | ModelRefusedException | ModelUnavailableException e) {
            return CommandFailure.report(spec, FAILED, e);
        }
    }
}
