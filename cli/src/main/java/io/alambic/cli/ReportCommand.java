package io.alambic.cli;

import io.alambic.cli.dataset.DataSet;
import io.alambic.cli.dataset.DataSets;
import io.alambic.cli.dataset.IdxFolder;
import io.alambic.cli.dataset.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alambic report}. */
@Command(
        name = "report",
        description = "Measures a teacher and its student against each other, in turns, on this machine: size, latency,"
                + " throughput, and with a data set accuracy and agreement.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class ReportCommand implements Callable<Integer> {

    private static final String MODEL =
            "A model folder, a checkpoint or a student's folder of checkpoints, *.pt, *.onnx,"
                    + " or grpc://host:port/name.";

    @Parameters(index = "0", paramLabel = "TEACHER", description = MODEL)
    private String teacher;

    @Parameters(index = "1", paramLabel = "STUDENT", description = MODEL)
    private String student;

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = "mnist or cifar10: its test images tell accuracy and agreement.")
    private DataSet dataset;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with your own un-gzipped IDX files under MNIST's names instead.")
    private Path data;

    @Option(
            names = "--student-view",
            paramLabel = "VIEW",
            defaultValue = "image",
            description = "What the student sees of the test images: image, half or edges.")
    private View studentView;

    @Option(
            names = "--input",
            paramLabel = "NAME:TYPE:SHAPE",
            showDefaultValue = Visibility.NEVER,
            description = "What a model takes that does not say so itself, such as image:FP32:1x28x28; repeat it.")
    private List<String> inputs = List.of();

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "3",
            description = "How long each of the three batch sizes is measured.")
    private double seconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures as JSON.")
    private Path json;

    @Override
    public Integer call() throws InterruptedException, IOException {
        Path view = Files.createTempDirectory("alambic-view-");
        try {
            return run(view);
        } finally {
            FileTrees.deleteTree(view);
        }
    }

    /** Runs the report; a view of the test images is written into the folder. */
    private int run(Path view) throws InterruptedException, IOException {
        Home home = Home.find(System.getenv());
        List<String> arguments = new ArrayList<>(List.of("report", "--seconds", Double.toString(seconds)));
        inputs.forEach(input -> arguments.addAll(List.of("--input", input)));
        if (dataset != null || data != null) {
            IdxFolder folder = new DataSets(home.cache()).find(dataset, data, System.err::println);
            arguments.addAll(List.of("--data", folder.path().toString()));
            if (studentView != View.IMAGE) {
                folder.saveTest(studentView, view);
                arguments.addAll(List.of("--student-data", view.toString()));
            }
        }
        if (json != null) {
            arguments.addAll(List.of("--json", TeacherJar.absolute(json.toString())));
        }
        arguments.add(TeacherJar.absolute(teacher));
        arguments.add(TeacherJar.absolute(student));
        return new TeacherJar(home).run(arguments);
    }
}
