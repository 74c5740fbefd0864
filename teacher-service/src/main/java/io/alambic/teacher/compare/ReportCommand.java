package io.alambic.teacher.compare;

import ai.djl.ndarray.NDManager;
import io.alambic.core.data.IdxFiles;
import io.alambic.core.data.LabelledData;
import io.alambic.core.model.InputSpec;
import io.alambic.core.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report}: compares a teacher with its student. Exit code 1 where one cannot be had. */
@Command(
        name = "report",
        description = "Measures a teacher and its student against each other, in turns, on this machine.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class ReportCommand implements Callable<Integer> {

    /** First argument that asks for this command. */
    public static final String NAME = "report";

    private static final int FAILED = 1;
    private static final String MODELS =
            "Model folder, checkpoint or folder of checkpoints, *.pt, *.onnx, or" + " grpc://host:port/name.";

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "TEACHER", description = MODELS)
    private String teacher;

    @Parameters(index = "1", paramLabel = "STUDENT", description = MODELS)
    private String student;

    @Option(
            names = "--input",
            paramLabel = "NAME:TYPE:SHAPE",
            showDefaultValue = Visibility.NEVER,
            description = "What a model takes that does not say so itself, such as image:FP32:1x28x28; repeat it.")
    private List<String> inputs = List.of();

    @Option(
            names = "--student-input",
            paramLabel = "NAME:TYPE:SHAPE",
            showDefaultValue = Visibility.NEVER,
            description = "The same for the student, where it reads something else.")
    private List<String> studentInputs = List.of();

    @Option(names = "--data", paramLabel = "DIR", description = "IDX files whose test images tell the accuracy.")
    private Path data;

    @Option(
            names = "--student-data",
            paramLabel = "DIR",
            description = "The same images as the student reads them, where that is another view.")
    private Path studentData;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "3",
            description = "How long each of the three batch sizes is measured.")
    private double seconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures as JSON.")
    private Path json;

    private final LongSupplier clock;

    /** The command with a clock that tells nanoseconds of some origin. */
    ReportCommand(LongSupplier clock) {
        this.clock = clock;
    }

    /** Runs the command with the arguments behind its name; returns the exit code. */
    public static int run(List<String> arguments, LongSupplier clock) {
        return new CommandLine(new ReportCommand(clock)).execute(arguments.toArray(String[]::new));
    }

    @Override
    public Integer call() {
        try (NDManager manager = NDManager.newBaseManager();
                Subject one = Subject.open(teacher, specs(inputs), manager);
                Subject other =
                        Subject.open(student, specs(studentInputs.isEmpty() ? inputs : studentInputs), manager)) {
            long nanos = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
            Report report = new Comparison(nanos, clock).run(one, other, testSet(), manager);
            spec.commandLine().getOut().print(report.text());
            spec.commandLine().getOut().flush();
            if (json != null) {
                Files.writeString(json, report.json());
            }
            return 0;
        } catch (FileSystemException e) {
            return failed(
                    e.getFile() + ": " + (e.getReason() == null ? e.getClass().getSimpleName() : e.getReason()));
        } catch (IOException | IllegalArgumentException e) {
            return failed(e.getMessage());
        }
    }

    private static List<TensorSpec> specs(List<String> named) {
        return named.isEmpty() ? List.of() : InputSpec.parseAll(String.join(",", named));
    }

    private Comparison.TestSet testSet() throws IOException {
        if (data == null) {
            return null;
        }
        LabelledData images = IdxFiles.readSet(data, "t10k", "image");
        return new Comparison.TestSet(
                images, studentData == null ? images : IdxFiles.readSet(studentData, "t10k", "image"));
    }

    private int failed(String why) {
        spec.commandLine().getErr().println("The models cannot be compared: " + why);
        return FAILED;
    }
}
