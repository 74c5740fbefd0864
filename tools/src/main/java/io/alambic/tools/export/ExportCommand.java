package io.alambic.tools.export;

import ai.djl.ndarray.NDManager;
import io.alambic.core.data.LabelledData;
import io.alambic.core.evaluate.AnsweredLogits;
import io.alambic.core.evaluate.EvaluationSamples;
import io.alambic.core.export.SavedStudent;
import io.alambic.core.export.StudentExport;
import io.alambic.core.figures.Figure;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.WeightType;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.tools.CommandFailure;
import io.alambic.tools.ImageOptions;
import io.alambic.tools.ModelArgument;
import io.alambic.tools.TaskOption;
import io.alambic.tools.card.CardFacts;
import io.alambic.tools.card.ModelCardFile;
import io.alambic.tools.onnx.OnnxExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
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
        description =
                "Writes a trained student for other programs, loads it back, compares its answers, and writes a model card beside it.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class ExportCommand implements Callable<Integer> {

    private static final String FAILED = "The student cannot be exported";

    /** Training images that tell the ranges of activations. */
    private static final int TYPICAL = 512;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "STUDENT",
            description = "A checkpoint, a student's folder of checkpoints (the newest is taken), or a model folder.")
    private Path source;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "PATH",
            description = "Folder to write, or the file *.onnx; must not exist.")
    private Path out;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "folder",
            description = "folder, or onnx for a student of the zoo.")
    private ExportFormat format;

    @Option(
            names = "--weights",
            paramLabel = "TYPE",
            defaultValue = "fp32",
            description =
                    "fp32, fp16 or int8. As ONNX, int8 computes with activations of 8 bits too, if a data set tells"
                            + " their ranges.")
    private WeightType weights;

    @Option(
            names = "--feature-maps",
            paramLabel = "NAME",
            split = ",",
            showDefaultValue = Visibility.NEVER,
            description = "Outputs of the ONNX file beside the logits, such as block2.")
    private List<String> featureMaps = List.of();

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

    private final InstantSource clock;

    /** The command with the system's clock. */
    public ExportCommand() {
        this(InstantSource.system());
    }

    /** The command with the time of a model card. */
    ExportCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (NDManager manager = NDManager.newBaseManager()) {
            List<TensorSpec> named = ModelArgument.inputs(inputs);
            SavedStudent student = SavedStudent.read(source, manager);
            try (TrainableNetwork network = student.open(named, manager)) {
                Optional<LabelledData> test =
                        images.read(spec.commandLine().getErr()).map(ImageOptions.TestImages::seen);
                card().requireAbsent();
                TrainedAnswers trained = TrainedAnswers.of(network, test, task.task(), manager);
                return format == ExportFormat.ONNX
                        ? writeOnnx(student, network, trained, manager)
                        : writeFolder(student, network, named, trained, manager);
            }
        } catch (IOException | IllegalArgumentException e) {
            return CommandFailure.report(spec, FAILED, e);
        }
    }

    private int writeFolder(
            SavedStudent student,
            TrainableNetwork network,
            List<TensorSpec> named,
            TrainedAnswers trained,
            NDManager manager)
            throws IOException {
        StudentExport export = new StudentExport(out, name, weights);
        export.write(student, named);
        say(
                "exported %s with %s weights: %,d parameters, %,d bytes on disk, in %s",
                student.file(), weights, network.parameterCount().orElseThrow(), bytesOf(out), out);
        try (InferenceNetwork after = export.load(named, manager)) {
            AnsweredLogits exported = AnsweredLogits.of(after, trained.logits(), trained.samples(), manager);
            if (weights != WeightType.FP32) {
                compare("loaded back", exported, trained, manager);
            } else if (exported.same(trained.answers())) {
                say("loaded back: equal logits, bit for bit, for %s", trained.what());
            } else {
                return CommandFailure.report(
                        spec,
                        FAILED,
                        "%s was written, but loaded back it answers %s otherwise".formatted(out, trained.what()));
            }
            trained.accuracies(exported, manager).ifPresent(text -> say("%s", text));
            writeCard(student, network, network.signature(), trained.measured(exported, manager));
            return 0;
        }
    }

    private int writeOnnx(SavedStudent student, TrainableNetwork network, TrainedAnswers trained, NDManager manager)
            throws IOException, InterruptedException {
        LayeredArchitecture architecture = student.zoo()
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s holds a TorchScript module, which PyTorch itself exports to ONNX; --format onnx writes students of the zoo"
                                .formatted(student.file())));
        Optional<LabelledData> typical = weights == WeightType.INT8
                ? images.training(TYPICAL, spec.commandLine().getErr())
                : Optional.empty();
        AnsweredLogits exported = new OnnxExport(out, name, weights, featureMaps, metadata(student))
                .write(
                        architecture,
                        network.snapshot(),
                        typical.map(data -> EvaluationSamples.of(
                                data, network.signature().inputs().get(0))),
                        trained.samples(),
                        trained.answers(),
                        manager);
        say(
                "exported %s with %s weights%s: %,d parameters, %,d bytes on disk, in %s",
                student.file(),
                weights,
                activations(typical),
                network.parameterCount().orElseThrow(),
                bytesOf(out),
                out);
        if (weights == WeightType.FP32) {
            say(
                    "loaded back in ONNX Runtime: logits differ by at most %.2g for %s; the largest is %.2g",
                    exported.largestDifference(trained.answers()),
                    trained.what(),
                    trained.answers().largest());
        } else {
            compare("loaded back in ONNX Runtime", exported, trained, manager);
        }
        trained.accuracies(exported, manager).ifPresent(text -> say("%s", text));
        writeCard(student, network, written(network.signature()), trained.measured(exported, manager));
        return 0;
    }

    private ModelCardFile card() {
        return new ModelCardFile(ModelCardFile.beside(out), clock);
    }

    /** An ONNX file has no other outputs than the logits and those that were asked for. */
    private Signature written(Signature student) {
        return new Signature(
                student.inputs(),
                student.outputs().stream()
                        .filter(output -> output.name().equals(Signature.LOGITS) || featureMaps.contains(output.name()))
                        .toList());
    }

    private void writeCard(
            SavedStudent student,
            TrainableNetwork network,
            Signature signature,
            Map<String, Map<Figure, Double>> measured)
            throws IOException {
        card().write(new CardFacts(
                name,
                task.task().name(),
                student,
                signature,
                network.parameterCount().orElseThrow(),
                weights,
                measured,
                files(out)));
        say("model card: %s", card().target());
    }

    private String activations(Optional<LabelledData> typical) {
        if (weights != WeightType.INT8) {
            return "";
        }
        return typical.map(data -> " and activations (ranges from %,d training images)".formatted(data.size()))
                .orElse(" only (activations stay fp32: --dataset or --data would tell their ranges)");
    }

    private Map<String, String> metadata(SavedStudent student) {
        Map<String, String> metadata = new TreeMap<>(Map.of(
                "name", name,
                "version", student.version(),
                "task", task.task().name(),
                "trained_samples", Long.toString(student.trainedSamples())));
        student.step().ifPresent(step -> metadata.put("step", Long.toString(step)));
        return metadata;
    }

    private void compare(String how, AnsweredLogits exported, TrainedAnswers trained, NDManager manager) {
        say(
                "%s, and compared with the fp32 student for %s: %s; logits differ by at most %.2g",
                how, trained.what(), trained.figures(exported, manager), exported.largestDifference(trained.answers()));
    }

    private static long bytesOf(Path path) throws IOException {
        long bytes = 0;
        for (Path file : files(path)) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private static List<Path> files(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private void say(String text, Object... values) {
        spec.commandLine().getOut().println(String.format(Locale.ROOT, text, values));
        spec.commandLine().getOut().flush();
    }
}
