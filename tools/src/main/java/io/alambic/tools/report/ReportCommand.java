package io.alambic.tools.report;

import ai.djl.ndarray.NDManager;
import io.alambic.core.task.NeighbourRecall;
import io.alambic.tools.CommandFailure;
import io.alambic.tools.ComparedModel;
import io.alambic.tools.ComparisonOptions;
import io.alambic.tools.TaskOption;
import io.alambic.tools.text.TextOptions;
import io.alambic.tools.text.TextPass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Spec
    private CommandSpec spec;

    @Mixin
    private ComparisonOptions models;

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
            Text report = models.texts().isPresent() ? compareOn(models.texts().orElseThrow()) : compare();
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

    private Text compareOn(TextOptions texts) throws IOException, InterruptedException {
        TextPass pass = texts.test(spec.commandLine().getErr()::println);
        try (NDManager manager = NDManager.newBaseManager();
                ComparedModel one = models.openTeacher(manager);
                ComparedModel other = models.openStudent(manager)) {
            TextTask compared = TextTask.of(task.task());
            Map<String, NeighbourRecall.Similarity> baselines = compared == TextTask.EMBEDDING
                    ? new EmbeddingBaselines(
                                    pass, texts.train(spec.commandLine().getErr()::println))
                            .similarities(Path.of(models.student()), manager)
                    : Map.of();
            TextReport report = new TextComparison(compared, pass, baselines, clock).run(one, other, manager);
            return new Text(report.text(), report.json());
        }
    }

    private Text compare() throws IOException, InterruptedException {
        try (NDManager manager = NDManager.newBaseManager();
                ComparedModel one = models.openTeacher(manager);
                ComparedModel other = models.openStudent(manager)) {
            long nanos = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
            ComparisonReport report =
                    new ModelComparison(task.task(), nanos, clock).run(one, other, testSet(), manager);
            return new Text(report.text(), report.json());
        }
    }

    private ModelComparison.TestSet testSet() throws IOException, InterruptedException {
        return models.images()
                .read(spec.commandLine().getErr())
                .map(test -> new ModelComparison.TestSet(test.whole(), test.seen()))
                .orElse(null);
    }
}
