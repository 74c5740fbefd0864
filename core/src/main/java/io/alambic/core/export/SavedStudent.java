package io.alambic.core.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointFile;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.LoadedModel;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.torchscript.TorchScriptModule;
import io.alambic.core.train.Candidate;
import io.alambic.core.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A trained student as a checkpoint or a model folder holds it.
 *
 * @param file checkpoint or folder that it was read from
 * @param zoo its architecture; empty if it is a TorchScript module
 * @param weights as {@link TrainableNetwork#snapshot()} of such a student
 * @param accuracy on a test set, 0..1; NaN if it was not measured
 * @param trainedSamples samples that it was trained on
 * @param version of the weights: the number in a checkpoint, the digest in a model folder
 * @param step training steps that a checkpoint's weights have taken; empty for a model folder, which does not say
 * @param lineage what a checkpoint's weights learned from; empty for a model folder
 * @param figures with which a checkpoint's weights were promoted; empty if nothing judged them, and for a model folder
 */
public record SavedStudent(
        Path file,
        Optional<LayeredArchitecture> zoo,
        Map<String, NDArray> weights,
        double accuracy,
        long trainedSamples,
        String version,
        OptionalLong step,
        Optional<Lineage> lineage,
        Optional<HoldoutFigures> figures) {

    private static final String CHECKPOINT = ".safetensors";

    /**
     * Returns whether there is something at that path which {@link #read} reads as a checkpoint.
     *
     * @throws IOException if it cannot be looked at
     */
    public static boolean isCheckpoint(Path path) throws IOException {
        return Files.isDirectory(path)
                ? !CheckpointFile.list(path).isEmpty()
                : Files.isRegularFile(path) && path.toString().endsWith(CHECKPOINT);
    }

    /**
     * Reads a checkpoint file, the newest checkpoint of a folder, or a model folder.
     *
     * @param manager owns the weights
     * @throws IOException if there is none, it is damaged, or of an architecture that this release does not know
     */
    public static SavedStudent read(Path path, NDManager manager) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "there is no such file or folder");
        }
        if (!isCheckpoint(path)) {
            return folder(path, manager);
        }
        Path file = Files.isDirectory(path) ? CheckpointFile.list(path).get(0) : path;
        Checkpoint checkpoint = CheckpointFile.read(file).toCheckpoint(manager);
        Map<String, NDArray> weights = Candidate.weights(checkpoint.state());
        try {
            return new SavedStudent(
                    file,
                    TorchScriptModule.isModule(weights) ? Optional.empty() : Optional.of(Zoo.parse(checkpoint.model())),
                    weights,
                    Double.NaN,
                    checkpoint.lineage().trained(),
                    Long.toString(checkpoint.version()),
                    OptionalLong.of(checkpoint.lineage().step()),
                    Optional.of(checkpoint.lineage()),
                    checkpoint.figures());
        } catch (IllegalArgumentException e) {
            throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static SavedStudent folder(Path path, NDManager manager) throws IOException {
        if (!Files.isDirectory(path)) {
            throw new IOException("%s is neither a checkpoint *%s nor a folder of checkpoints or of a model"
                    .formatted(path, CHECKPOINT));
        }
        try (LoadedModel model = ModelFolder.load(path, manager)) {
            Map<String, NDArray> weights = new LinkedHashMap<>();
            model.network().snapshot().forEach((name, weight) -> {
                NDArray copy = weight.duplicate();
                copy.attach(manager);
                weights.put(name, copy);
            });
            Double accuracy = model.description().accuracy();
            return new SavedStudent(
                    path,
                    Optional.of(model.description().architecture()),
                    weights,
                    accuracy == null ? Double.NaN : accuracy,
                    model.description().trainedSamples(),
                    model.description().version(),
                    OptionalLong.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /**
     * The student, ready to answer.
     *
     * @param inputs what a TorchScript module takes, in the order of its arguments; for the zoo, which says so itself,
     *     the same or empty
     * @param manager that owns the network's arrays
     * @throws IOException if the weights do not fit the architecture
     * @throws IllegalArgumentException if the student does not take the inputs
     */
    public TrainableNetwork open(List<TensorSpec> inputs, NDManager manager) throws IOException {
        if (zoo.isEmpty()) {
            if (inputs.isEmpty()) {
                throw new IllegalArgumentException(
                        "%s holds a TorchScript module, which does not say what it takes: name it, such as --input image:FP32:1x28x28"
                                .formatted(file));
            }
            return TorchScriptModule.load(weights, inputs, manager);
        }
        List<TensorSpec> actual = zoo.get().signature().inputs();
        if (!inputs.isEmpty() && !inputs.equals(actual)) {
            throw new IllegalArgumentException("inputs %s are named, but %s takes %s".formatted(inputs, file, actual));
        }
        try {
            return zoo.get().newNetwork(manager, weights);
        } catch (IllegalArgumentException e) {
            throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }
}
