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

/** {@code alambic export}. */
@Command(
        name = "export",
        description = "Writes a trained student for other programs, loads it back, and compares its answers.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class ExportCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "STUDENT",
            description = "A checkpoint, a student's folder of checkpoints (the newest is taken), or a model folder.")
    private String student;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write; must not exist.")
    private String out;

    @Option(names = "--weights", paramLabel = "TYPE", defaultValue = "fp32", description = "fp32, fp16 or int8.")
    private String weights;

    @Option(names = "--name", paramLabel = "NAME", defaultValue = "student", description = "Name of the model.")
    private String name;

    @Option(
            names = "--input",
            paramLabel = "NAME:TYPE:SHAPE",
            showDefaultValue = Visibility.NEVER,
            description = "What a TorchScript student takes, such as image:FP32:1x28x28; repeat it for several.")
    private List<String> inputs = List.of();

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = "mnist or cifar10: compare on its test images (default: on random numbers).")
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

    @Override
    public Integer call() throws InterruptedException, IOException {
        Path view = Files.createTempDirectory("alambic-view-");
        try {
            return run(view);
        } finally {
            FileTrees.deleteTree(view);
        }
    }

    /** Runs the export; a view of the test images is written into the folder. */
    private int run(Path view) throws InterruptedException, IOException {
        Home home = Home.find(System.getenv());
        List<String> arguments = new ArrayList<>(
                List.of("export", "--out", TeacherJar.absolute(out), "--weights", weights, "--name", name));
        inputs.forEach(input -> arguments.addAll(List.of("--input", input)));
        if (dataset != null || data != null) {
            IdxFolder folder = new DataSets(home.cache()).find(dataset, data, System.err::println);
            if (studentView != View.IMAGE) {
                folder.saveTest(studentView, view);
            }
            arguments.addAll(List.of("--data", (studentView == View.IMAGE ? folder.path() : view).toString()));
        }
        arguments.add(TeacherJar.absolute(student));
        return new TeacherJar(home).run(arguments);
    }
}
