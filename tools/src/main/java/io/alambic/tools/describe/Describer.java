package io.alambic.tools.describe;

import ai.djl.ndarray.NDManager;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.evaluate.ProbabilityCheck;
import io.alambic.core.layer.declared.Declaration;
import io.alambic.core.layer.network.LayerTable;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.OpenOutputs;
import io.alambic.core.model.Signature;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.task.Task;
import io.alambic.core.task.Tasks;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.zoo.ZooArchitecture;
import io.alambic.models.ModelSource;
import io.alambic.models.OpenedModel;
import io.alambic.models.VaryingOutputs;
import io.alambic.models.remote.CallSettings;
import io.alambic.models.remote.OpenInputsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Opens a model and reports on it.
 *
 * @param text the model, as configuration names it
 * @param inputs inputs of the model; empty if the model describes them itself
 * @param sizes of their open dimensions, as {@link Buckets} reads them
 */
record Describer(String text, List<TensorSpec> inputs, String sizes) {

    private static final String TEACHER = "alambic.teacher.";
    private static final String STUDENT = StudentSettings.PREFIX;

    /**
     * Returns the report. Where the server of a model leaves sizes open and none are named, proposed ones are tried.
     *
     * @throws IOException if there is no such model
     * @throws IllegalArgumentException if it does not take the inputs
     */
    ModelReport report() throws IOException {
        try {
            return report(false);
        } catch (OpenInputsException e) {
            String tried = sizes.isBlank() ? e.sizes() : sizes;
            return new Describer(text, InputSpec.parseAll(e.inputs()), tried).report(true);
        }
    }

    private ModelReport report(boolean proposed) throws IOException {
        if (Declaration.isFile(text)) {
            return declared(Declaration.read(Path.of(text)));
        }
        ModelSource source = ModelSource.parse(text);
        if (source instanceof ModelSource.File && inputs.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s does not say what it takes: name it, such as --input image:FP32:1x28x28".formatted(text));
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            Buckets buckets = Buckets.parse(sizes, "");
            List<TensorSpec> named = inputs.isEmpty() ? inputs : buckets.sized(inputs);
            OpenedModel model = OpenedModel.open(source, named, CallSettings.DEFAULT, manager);
            try (InferenceNetwork network = model.network()) {
                Signature own = network.signature();
                if (!sizes.isBlank()) {
                    buckets.sized(own.inputs());
                }
                Signature signature = new Signature(own.inputs(), OpenOutputs.of(network, buckets, manager));
                String logits = own.likelyLogits();
                return report(
                        source,
                        model,
                        network,
                        signature,
                        proposed,
                        VaryingOutputs.of(network, manager),
                        ProbabilityCheck.areAnswered(network, logits, manager));
            }
        }
    }

    private ModelReport report(
            ModelSource source,
            OpenedModel model,
            InferenceNetwork network,
            Signature signature,
            boolean proposed,
            List<String> varying,
            boolean probabilities)
            throws IOException {
        String logits = signature.likelyLogits();
        String kind;
        OptionalLong parameters = OptionalLong.empty();
        OptionalLong multiplyAdds = OptionalLong.empty();
        Map<String, String> student = Map.of();
        List<LayerTable.Row> layers = List.of();
        if (source instanceof ModelSource.Folder folder) {
            LayeredArchitecture zoo = ModelFolder.describe(folder.path()).architecture();
            kind = kind(zoo);
            layers = LayerTable.of(zoo);
            parameters = network.parameterCount();
            multiplyAdds = OptionalLong.of(zoo.multiplyAdds());
            student = StudentSettings.of(zoo);
        } else if (source.isElsewhere()) {
            kind = "remote: Open Inference Protocol";
        } else if (text.endsWith(".onnx")) {
            kind = "ONNX";
        } else {
            kind = "TorchScript";
            parameters = network.parameterCount();
            student = probabilities ? Map.of() : student(signature, logits);
        }
        return new ModelReport(
                text,
                kind,
                model.identity().name(),
                model.identity().version(),
                signature,
                logits,
                parameters,
                multiplyAdds,
                proposed,
                varying,
                probabilities,
                tasks(signature.output(logits)),
                teacher(signature, logits, probabilities),
                student,
                layers);
    }

    /** A declaration has no weights: what is known of it is what its layers say. */
    private ModelReport declared(LayeredArchitecture architecture) {
        Signature signature = architecture.signature();
        List<LayerTable.Row> layers = LayerTable.of(architecture);
        long parameters = layers.stream()
                .filter(row -> row.depth() == 1)
                .mapToLong(LayerTable.Row::parameters)
                .sum();
        return new ModelReport(
                text,
                kind(architecture),
                String.valueOf(Path.of(text).getFileName()),
                "none",
                signature,
                Signature.LOGITS,
                OptionalLong.of(parameters),
                OptionalLong.of(architecture.multiplyAdds()),
                false,
                List.of(),
                false,
                tasks(signature.output(Signature.LOGITS)),
                Map.of(),
                StudentSettings.of(text, architecture),
                layers);
    }

    private static String kind(LayeredArchitecture architecture) {
        return architecture instanceof ZooArchitecture ? "zoo: " + architecture.kind() : "declared: a list of layers";
    }

    private static List<String> tasks(TensorSpec answer) {
        return Tasks.all().stream()
                .filter(task -> canAnswer(task, answer))
                .map(Task::name)
                .toList();
    }

    private static boolean canAnswer(Task task, TensorSpec answer) {
        try {
            task.requireAnswer(answer);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Map<String, String> teacher(Signature signature, String logits, boolean probabilities) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(TEACHER + "model", text);
        settings.put(TEACHER + "inputs", inputs(signature));
        if (!sizes.isBlank()) {
            settings.put(TEACHER + "sizes", sizes);
        }
        settings.put(TEACHER + "logits", logits);
        if (probabilities) {
            settings.put(TEACHER + "logits-from", "probabilities");
        }
        settings.put(
                TEACHER + "feature-maps",
                signature.outputs().stream()
                        .filter(output -> ModelReport.canBeFeatureMap(output, logits))
                        .map(TensorSpec::name)
                        .collect(Collectors.joining(",")));
        return settings;
    }

    private static String inputs(Signature signature) {
        return signature.inputs().stream().map(InputSpec::format).collect(Collectors.joining(","));
    }

    private Map<String, String> student(Signature signature, String logits) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(STUDENT + "architecture", "torchscript");
        settings.put(STUDENT + "file", text);
        settings.put(STUDENT + "inputs", inputs(signature));
        if (!sizes.isBlank()) {
            settings.put(STUDENT + "sizes", sizes);
        }
        settings.put(
                STUDENT + "outputs",
                signature.outputs().stream()
                        .map(TensorSpec::name)
                        .map(name -> name.equals(logits) && !name.equals(Signature.LOGITS)
                                ? Signature.LOGITS + "=" + name
                                : name)
                        .collect(Collectors.joining(",")));
        return settings;
    }
}
