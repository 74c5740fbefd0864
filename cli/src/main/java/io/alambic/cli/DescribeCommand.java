package io.alambic.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alambic describe}. */
@Command(
        name = "describe",
        description = "Prints a model's inputs, outputs and size, and the settings that make it a teacher or student.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DescribeCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "MODEL",
            description = "Folder of a trained teacher, TorchScript file *.pt, ONNX file *.onnx, or"
                    + " grpc://host:port/name of any Open Inference Protocol server.")
    private String model;

    @Option(
            names = "--input",
            paramLabel = "NAME:TYPE:SHAPE",
            description = "What the model takes, such as image:FP32:1x28x28; repeat it for several. Needed for files.")
    private List<String> inputs = List.of();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("describe"));
        inputs.forEach(input -> arguments.addAll(List.of("--input", input)));
        if (json) {
            arguments.add("--json");
        }
        arguments.add(TeacherJar.absolute(model));
        return new TeacherJar(Home.find(System.getenv())).run(arguments);
    }
}
