package io.alambic.tools.export;

import ai.djl.ndarray.NDManager;
import io.alambic.core.data.LabelledData;
import io.alambic.core.evaluate.AnsweredLogits;
import io.alambic.core.evaluate.EvaluationSamples;
import io.alambic.core.export.SavedStudent;
import io.alambic.core.export.StudentExport;
import io.alambic.core.figures.Figure;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.storage.WeightType;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.tools.CommandFailure;
import io.alambic.tools.FigureText;
import io.alambic.tools.ImageOptions;
import io.alambic.tools.ModelArgument;
import io.alambic.tools.TaskOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alambic export}: writes a trained student for other programs. Exit code 1 if that is not possible. */
@Command(
        name = "export",
        description = "Writes a trained student for other programs, loads it back, and compares its answers.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class ExportCommand implements Callable<Integer> {

    private static final String FAILED = "The student cannot be exported";
    private static final int RANDOM_SAMPLES = 2048;
    private static final long SEED = 42;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "STUDENT",
            description = "A checkpoint, a student's folder of checkpoints (the newest is taken), or a model folder.")
    private Path source;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write; must not exist.")
    private Path out;

    @Option(names = "--weights", paramLabel = "TYPE", defaultValue = "fp32", description = "fp32, fp16 or int8.")
    private WeightType weights;

    @Option(names = "--name", paramLabel = "NAME", defaultValue = "student", description = "Name of the model.")
    private String name;

    @Option(
            names = "--input",
            paramLabel = "NAME:TYPE:SHAPE",
            showDefaultValue = Visibility.NEVER,
            description = "What a TorchScript student takes, such as image:FP32:1x28x28; repeat it for several.")
    private List<String> inputs = List.of();

    @Mixin
    private ImageOptions images;

    @Mixin
    private TaskOption task;

    @Override
    public Integer call() throws InterruptedException {
        try (NDManager manager = NDManager.newBaseManager()) {
            List<TensorSpec> named = ModelArgument.inputs(inputs);
            SavedStudent student = SavedStudent.read(source, manager);
            StudentExport export = new StudentExport(out, name, weights);
            try (InferenceNetwork before = student.open(named, manager)) {
                LabelledData test = images.read(spec.commandLine().getErr())
                        .map(ImageOptions.TestImages::seen)
                        .orElse(null);
                EvaluationSamples samples = samples(before, test);
                export.write(student, named);
                try (InferenceNetwork after = export.load(named, manager)) {
                    return report(student, before, after, samples, test, manager);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            return CommandFailure.report(spec, FAILED, e);
        }
    }

    private static EvaluationSamples samples(InferenceNetwork network, LabelledData test) {
        List<TensorSpec> reads = network.signature().inputs();
        if (test == null) {
            return EvaluationSamples.random(reads, RANDOM_SAMPLES, SEED);
        }
        if (reads.size() != 1) {
            throw new IllegalArgumentException("--data holds one input, but the student reads " + reads);
        }
        return EvaluationSamples.of(test, reads.get(0));
    }

    private int report(
            SavedStudent student,
            InferenceNetwork before,
            InferenceNetwork after,
            EvaluationSamples samples,
            LabelledData test,
            NDManager manager)
            throws IOException {
        say(
                "exported %s with %s weights: %,d parameters, %,d bytes on disk, in %s",
                student.file(), weights, before.parameterCount().orElseThrow(), bytesOf(out), out);
        String logits = before.signature().likelyLogits();
        AnsweredLogits trained = AnsweredLogits.of(before, logits, samples, manager);
        AnsweredLogits exported = AnsweredLogits.of(after, logits, samples, manager);
        String what = "%,d %s".formatted(samples.size(), test == null ? "random samples" : "test images");
        if (weights == WeightType.FP32) {
            if (!exported.same(trained)) {
                return CommandFailure.report(
                        spec, FAILED, "%s was written, but loaded back it answers %s otherwise".formatted(out, what));
            }
            say("loaded back: equal logits, bit for bit, for %s", what);
        } else {
            say(
                    "loaded back, and compared with the fp32 student for %s: %s; logits differ by at most %.2g",
                    what,
                    text(exported.figures(trained, task.task(), null, manager)),
                    exported.largestDifference(trained));
        }
        if (test != null && task.task().namesOneClass()) {
            say(
                    "accuracy: %s as trained, %s as exported",
                    accuracy(trained, test.labels(), manager), accuracy(exported, test.labels(), manager));
        }
        return 0;
    }

    private static String text(Map<Figure, Double> figures) {
        return figures.entrySet().stream()
                .map(entry -> entry.getKey().name() + " " + FigureText.of(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private String accuracy(AnsweredLogits answers, int[] labels, NDManager manager) {
        Map<Figure, Double> figures = answers.figures(answers, task.task(), labels, manager);
        return FigureText.of(Figure.ACCURACY, figures.get(Figure.ACCURACY));
    }

    private static long bytesOf(Path folder) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private void say(String text, Object... values) {
        spec.commandLine().getOut().println(String.format(Locale.ROOT, text, values));
        spec.commandLine().getOut().flush();
    }
}
