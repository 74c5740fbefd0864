package io.alambic.tools.explain;

import ai.djl.ndarray.NDManager;
import io.alambic.tools.CommandFailure;
import io.alambic.tools.ComparedModel;
import io.alambic.tools.ComparisonOptions;
import io.alambic.tools.ImageOptions;
import io.alambic.tools.StepsBar;
import io.alambic.tools.text.TextPass;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code alambic explain}: says what a student took over from its teacher. Exit code 1 if a model cannot be asked. */
@Command(
        name = "explain",
        description =
                "Says what a classifier took over from its teacher, on labelled test images or texts: which layers are alike,"
                        + " how near its answers come, how well both know how sure they are, which of the teacher's errors it"
                        + " makes, and the samples that it learned worst.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class ExplainCommand implements Callable<Integer> {

    private static final String FAILED = "The student cannot be explained";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ComparisonOptions models;

    @Option(
            names = "--control",
            paramLabel = "MODEL",
            description =
                    "The same student, taught by the labels alone: what it shares with the teacher, the student did"
                            + " not take over.")
    private String control;

    @Option(
            names = "--likeliest",
            paramLabel = "K",
            defaultValue = "3",
            description = "How many of the likeliest classes of both are compared.")
    private int likeliest;

    @Option(
            names = "--worst",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many of the samples that were learned worst are named.")
    private int worst;

    @Option(names = "--out", paramLabel = "FILE", description = "Also write all figures as JSON.")
    private Path out;

    @Override
    public Integer call() throws InterruptedException {
        try {
            Explanation explanation = explain();
            spec.commandLine().getOut().print(ExplanationText.of(explanation));
            spec.commandLine().getOut().flush();
            if (out != null) {
                Files.writeString(out, ExplanationJson.of(explanation));
            }
            return 0;
        } catch (IOException | IllegalArgumentException e) {
            return CommandFailure.report(spec, FAILED, e);
        }
    }

    private Explanation explain() throws IOException, InterruptedException {
        try (NDManager manager = NDManager.newBaseManager();
                ComparedModel teacher = models.openTeacher(manager);
                ComparedModel student = models.openStudent(manager);
                ComparedModel beside = control == null ? null : models.openAsStudent(control, manager)) {
            Test test = test();
            Explainer explainer = new Explainer(likeliest, worst, manager);
            AskedModel asked = new AskedModel(teacher, test.whole().apply(teacher), manager);
            AskedModel learner = new AskedModel(student, test.seen().apply(student), manager);
            Optional<AskedModel> untaught = Optional.ofNullable(beside)
                    .map(model -> new AskedModel(model, test.seen().apply(model), manager));
            try (ProgressBar bar = StepsBar.of("explain", asked.batches().size())) {
                return explainer.explain(asked, learner, untaught, bar::step);
            }
        }
    }

    /**
     * The test samples as a model reads them.
     *
     * @param whole as the teacher sees them
     * @param seen as the student sees them
     */
    private record Test(Function<ComparedModel, TestSamples> whole, Function<ComparedModel, TestSamples> seen) {}

    private Test test() throws IOException, InterruptedException {
        PrintWriter say = spec.commandLine().getErr();
        if (models.texts().isPresent()) {
            TextPass texts = models.texts().orElseThrow().test(say::println);
            return new Test(model -> new TextSamples(texts, model), model -> new TextSamples(texts, model));
        }
        ImageOptions.TestImages images = models.images()
                .read(say)
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "labelled test samples are needed: --dataset mnist, --dataset cifar10, --data DIR or --texts NAME|DIR"));
        return new Test(
                model -> new ImageSamples(images.whole(), model), model -> new ImageSamples(images.seen(), model));
    }
}
