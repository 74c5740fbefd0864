package io.alambic.tools.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.evaluate.AnsweredLogits;
import io.alambic.core.evaluate.EvaluationSamples;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.storage.WeightType;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.models.ModelSource;
import io.alambic.models.OpenedModel;
import io.alambic.models.remote.CallSettings;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes a student of layers as one ONNX file, and asks ONNX Runtime what it answers.
 *
 * @param target file to write; must not exist, and ends with {@code .onnx}
 * @param name of the model
 * @param weights in which type weights are stored: FP32 or INT8
 * @param featureMaps names of the outputs beside the logits
 * @param metadata about the model, by name
 */
public record OnnxExport(
        Path target, String name, WeightType weights, List<String> featureMaps, Map<String, String> metadata) {

    /** Most that logits may differ, as a part of the largest of them, if weights are stored as they are. */
    public static final double TOLERANCE = 1e-5;

    private static final String SUFFIX = ".onnx";
    private static final String TEMPORARY = ".tmp" + SUFFIX;

    public OnnxExport {
        if (!target.toString().endsWith(SUFFIX)) {
            throw new IllegalArgumentException("an ONNX file is named *%s, but --out is %s".formatted(SUFFIX, target));
        }
        if (weights == WeightType.FP16) {
            throw new IllegalArgumentException("ONNX files are written with fp32 or int8 weights, not with " + weights);
        }
        featureMaps = List.copyOf(featureMaps);
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    }

    /**
     * Writes the file aside, asks it, and renames it: it is whole and answers, or it is not there.
     *
     * @param student its weights, as a network of the architecture has them
     * @param calibration samples that tell the ranges of activations; without them INT8 quantizes weights only
     * @param samples to ask about
     * @param trained the student's own answers to them
     * @return the file's answers to them
     * @throws IOException if the file exists, cannot be written, or answers otherwise with FP32 weights
     * @throws IllegalArgumentException if the student cannot be written as ONNX
     */
    public AnsweredLogits write(
            LayeredArchitecture architecture,
            Map<String, NDArray> student,
            Optional<EvaluationSamples> calibration,
            EvaluationSamples samples,
            AnsweredLogits trained,
            NDManager manager)
            throws IOException {
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString(), null, "it exists already");
        }
        Path file = target.toAbsolutePath().normalize();
        Path aside = file.resolveSibling(file.getFileName() + TEMPORARY);
        try (NDManager scope = manager.newSubManager()) {
            OnnxGraph graph = graph(architecture, student, calibration, scope);
            OnnxFile.write(graph, name, metadata, aside);
            AnsweredLogits answers = ask(aside, graph.inputs(), samples, scope);
            if (weights == WeightType.FP32) {
                requireEqual(answers, trained);
            }
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
            return answers;
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    private OnnxGraph graph(
            LayeredArchitecture architecture,
            Map<String, NDArray> student,
            Optional<EvaluationSamples> calibration,
            NDManager scope)
            throws IOException {
        List<String> outputs = new ArrayList<>(List.of(Signature.LOGITS));
        outputs.addAll(featureMaps);
        OnnxGraph exact = OnnxLayers.graph(architecture, student, outputs);
        if (weights == WeightType.FP32) {
            return exact;
        }
        Map<String, ActivationRange> ranges =
                calibration.isPresent() ? Calibration.ranges(exact, calibration.get(), scope) : Map.of();
        return QuantizedGraph.of(exact, ranges, scope);
    }

    private static AnsweredLogits ask(Path file, List<TensorSpec> inputs, EvaluationSamples samples, NDManager manager)
            throws IOException {
        try (InferenceNetwork network = load(file, inputs, manager)) {
            return AnsweredLogits.of(network, Signature.LOGITS, samples, manager);
        }
    }

    private static void requireEqual(AnsweredLogits answers, AnsweredLogits trained) throws IOException {
        double difference = answers.largestDifference(trained);
        double scale = trained.largest();
        if (!(difference <= TOLERANCE * scale)) {
            throw new IOException(
                    "in ONNX Runtime the logits differ by %.2g from those of the student, of which the largest is %.2g"
                            .formatted(difference, scale));
        }
    }

    /** Opens an ONNX file in ONNX Runtime. */
    static InferenceNetwork load(Path file, List<TensorSpec> inputs, NDManager manager) throws IOException {
        return OpenedModel.open(new ModelSource.File(file), inputs, CallSettings.DEFAULT, manager)
                .network();
    }
}
