package io.alambic.tools.explain;

import ai.djl.ndarray.NDManager;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.tools.CommandFailure;
import io.alambic.tools.ComparedModel;
import io.alambic.tools.ImageOptions;
import io.alambic.tools.ModelArgument;
import io.alambic.tools.StepsBar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alambic explain}: says what a student took over from its teacher. Exit code 1 if a model cannot be asked. */
@Command(
        name = "explain",
        description =
                "Says what a classifier took over from its teacher, on labelled test images: which layers are alike,"
                        + " how near its answers come, how well both know how sure they are, which of the teacher's errors it"
                        + " makes, and the samples that it learned worst.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class ExplainCommand implements Callable<Integer> {

    private static final String FAILED = "The student cannot be explained";
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
            names = "--control",
            paramLabel = "MODEL",
            description =
                    "The same student, taught by the labels alone: what it shares with the teacher, the student did"
                            + " not take over.")
    private String control;

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
            description = "The same for student and control, where they read something else.")
    private List<String> studentInputs = List.of();

    @Mixin
    private ImageOptions images;

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
        List<TensorSpec> whole = ModelArgument.inputs(inputs);
        List<TensorSpec> seen = ModelArgument.inputs(studentInputs.isEmpty() ? inputs : studentInputs);
        try (NDManager manager = NDManager.newBaseManager();
                ComparedModel one = open(teacher, whole, manager);
                ComparedModel other = open(student, seen, manager);
                ComparedModel beside = control == null ? null : open(control, seen, manager)) {
            ImageOptions.TestImages test = images.read(spec.commandLine().getErr())
                    .orElseThrow(() -> new IllegalArgumentException(
                            "labelled test images are needed: --dataset mnist, --dataset cifar10 or --data DIR"));
            Explainer explainer = new Explainer(likeliest, worst, manager);
            AskedModel asked = new AskedModel(one, test.whole(), manager);
            AskedModel learner = new AskedModel(other, test.seen(), manager);
            Optional<AskedModel> untaught =
                    Optional.ofNullable(beside).map(model -> new AskedModel(model, test.seen(), manager));
            try (ProgressBar bar = StepsBar.of("explain", Explainer.batches(asked.size()))) {
                return explainer.explain(asked, learner, untaught, bar::step);
            }
        }
    }

    private static ComparedModel open(String model, List<TensorSpec> inputs, NDManager manager) throws IOException {
        return ComparedModel.open(ModelArgument.absolute(model), inputs, manager);
    }
}
