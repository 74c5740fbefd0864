package io.alambic.tools;

import ai.djl.ndarray.NDManager;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.datasets.text.TokenizedTexts;
import io.alambic.tools.text.TextOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is common to commands that compare a teacher with its student: both models, what they read, and test samples. */
public final class ComparisonOptions {

    private static final String MODELS =
            "A model folder, a checkpoint or a student's folder of checkpoints, *.pt, *.onnx,"
                    + " grpc://host:port/name or http://host:port/v2/models/name.";

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

    /** Returns the test images; {@link ImageOptions#read} says whether some are named. */
    public ImageOptions images() {
        return images;
    }

    /** Returns the test texts, where some are named instead of images. */
    public Optional<TextOptions> texts() {
        return Optional.ofNullable(texts);
    }

    /** Returns the student as the command line names it. */
    public String student() {
        return student;
    }

    /** Opens the teacher, which the caller closes. */
    public ComparedModel openTeacher(NDManager manager) throws IOException {
        return open(teacher, inputs, manager);
    }

    /** Opens the student, which the caller closes. */
    public ComparedModel openStudent(NDManager manager) throws IOException {
        return openAsStudent(student, manager);
    }

    /** Opens a model that reads what the student does, which the caller closes. */
    public ComparedModel openAsStudent(String model, NDManager manager) throws IOException {
        return open(model, studentInputs.isEmpty() ? inputs : studentInputs, manager);
    }

    private ComparedModel open(String model, List<String> named, NDManager manager) throws IOException {
        List<TensorSpec> read = texts == null
                ? ModelArgument.inputs(named)
                : texts.buckets().sized(ModelArgument.inputs(named.isEmpty() ? bert() : named));
        return ComparedModel.open(ModelArgument.absolute(model), read, manager);
    }

    private static List<String> bert() {
        return TokenizedTexts.BERT.stream()
                .map(name -> name + ":INT64:" + TextOptions.LENGTH)
                .toList();
    }
}
