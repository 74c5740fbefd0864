package io.alambic.tools.report;

import ai.djl.ndarray.NDManager;
import io.alambic.core.task.NeighbourRecall;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.datasets.text.TokenizedTexts;
import io.alambic.tools.CommandFailure;
import io.alambic.tools.ComparedModel;
import io.alambic.tools.ImageOptions;
import io.alambic.tools.ModelArgument;
import io.alambic.tools.TaskOption;
import io.alambic.tools.text.TextOptions;
import io.alambic.tools.text.TextPass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alambic report}: compares a teacher with its student. Exit code 1 if one cannot be opened. */
@Command(
        name = "report",
        description = "Measures a teacher and its student against each other, in turns, on this machine: size, latency,"
                + " throughput, how close their answers are, and with a data set accuracy.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class ReportCommand implements Callable<Integer> {

    private static final String FAILED = "The models cannot be compared";
    private static final String MODELS =
            "A model folder, a checkpoint or a student's folder of checkpoints, *.pt, *.onnx,"
                    + " grpc://host:port/name or http://host:port/v2/models/name.";

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

    @Mixin
    private ImageOptions images;

    @ArgGroup(exclusive = false)
    private TextOptions texts;

    @Mixin
    private TaskOption task;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "3",
            description = "How long each of the three batch sizes is measured.")
    private double seconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures as JSON.")
    private Path json;

    private final LongSupplier clock;

    /** The command with the system's clock. */
    public ReportCommand() {
        this(System::nanoTime);
    }

    /** The command with a monotonic clock in nanoseconds. */
    ReportCommand(LongSupplier clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            Text report = texts == null ? compare() : compareOnTexts();
            spec.commandLine().getOut().print(report.text());
            spec.commandLine().getOut().flush();
            if (json != null) {
                Files.writeString(json, report.json());
            }
            return 0;
        } catch (IOException | IllegalArgumentException e) {
            return CommandFailure.report(spec, FAILED, e);
        }
    }

    /** A report for people and for programs. */
    private record Text(String text, String json) {}

    private Text compareOnTexts() throws IOException, InterruptedException {
        TextPass pass = texts.test(spec.commandLine().getErr()::println);
        List<TensorSpec> tokens = pass.buckets()
                .sized(ModelArgument.inputs(
                        inputs.isEmpty()
                                ? TokenizedTexts.BERT.stream()
                                        .map(name -> name + ":INT64:T")
                                        .toList()
                                : inputs));
        try (NDManager manager = NDManager.newBaseManager();
                ComparedModel one = ComparedModel.open(ModelArgument.absolute(teacher), tokens, manager);
                ComparedModel other = ComparedModel.open(ModelArgument.absolute(student), tokens, manager)) {
            TextTask compared = TextTask.of(task.task());
            Map<String, NeighbourRecall.Similarity> baselines = compared == TextTask.EMBEDDING
                    ? new EmbeddingBaselines(
                                    pass, texts.train(spec.commandLine().getErr()::println))
                            .similarities(Path.of(student), manager)
                    : Map.of();
            TextReport report = new TextComparison(compared, pass, baselines, clock).run(one, other, manager);
            return new Text(report.text(), report.json());
        }
    }

    private Text compare() throws IOException, InterruptedException {
        try (NDManager manager = NDManager.newBaseManager();
                ComparedModel one =
                        ComparedModel.open(ModelArgument.absolute(teacher), ModelArgument.inputs(inputs), manager);
                ComparedModel other = ComparedModel.open(
                        ModelArgument.absolute(student),
                        ModelArgument.inputs(studentInputs.isEmpty() ? inputs : studentInputs),
                        manager)) {
            long nanos = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
            ComparisonReport report =
                    new ModelComparison(task.task(), nanos, clock).run(one, other, testSet(), manager);
            return new Text(report.text(), report.json());
        }
    }

    private ModelComparison.TestSet testSet() throws IOException, InterruptedException {
        return images.read(spec.commandLine().getErr())
                .map(test -> new ModelComparison.TestSet(test.whole(), test.seen()))
                .orElse(null);
    }
}
