package io.alambic.core.storage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.safetensors.SafetensorsFile;
import io.alambic.core.safetensors.SafetensorsWriter;
import io.alambic.core.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads and writes model folders: {@code model.json} describes the model, {@code model.safetensors} holds its weights. */
public final class ModelFolder {

    private static final String DESCRIPTION = "model.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final int VERSION_DIGITS = 12;

    private static final Gson GSON = Zoo.gson().setPrettyPrinting().create();

    private ModelFolder() {}

    /**
     * Writes a model with its weights as they are.
     *
     * @param accuracy on the test set, 0..1; NaN if it was not measured
     * @param trainedSamples samples seen in training
     * @throws IOException if the folder cannot be written
     */
    public static ModelDescription save(
            Path folder,
            String name,
            LayeredArchitecture architecture,
            TrainableNetwork network,
            double accuracy,
            long trainedSamples)
            throws IOException {
        return save(folder, name, architecture, network, WeightType.FP32, accuracy, trainedSamples);
    }

    /**
     * Writes a model; the description is written last, so that a folder with a description is complete.
     *
     * @param type in which weights are stored
     * @param accuracy on the test set, 0..1; NaN if it was not measured
     * @param trainedSamples samples seen in training
     * @throws IOException if the folder cannot be written
     */
    public static ModelDescription save(
            Path folder,
            String name,
            LayeredArchitecture architecture,
            TrainableNetwork network,
            WeightType type,
            double accuracy,
            long trainedSamples)
            throws IOException {
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(DESCRIPTION));
        String digest;
        long bytes;
        try (NDManager scope = NDManager.newBaseManager()) {
            Map<String, NDArray> stored = type.stored(network.snapshot(), scope);
            digest = SafetensorsWriter.write(folder.resolve(WEIGHTS), Map.of(), stored);
            bytes = stored.values().stream()
                    .mapToLong(array -> array.size() * array.getDataType().getNumOfBytes())
                    .sum();
        }
        ModelDescription description = new ModelDescription(
                ModelDescription.FORMAT_VERSION,
                name,
                digest.substring(0, VERSION_DIGITS),
                architecture,
                network.parameterCount().orElseThrow(),
                bytes,
                Double.isNaN(accuracy) ? null : (Double) accuracy,
                trainedSamples);
        Path temporary = folder.resolve(DESCRIPTION + ".tmp");
        Files.writeString(temporary, GSON.toJson(description) + "\n");
        Files.move(temporary, folder.resolve(DESCRIPTION), StandardCopyOption.ATOMIC_MOVE);
        return description;
    }

    /**
     * Reads a model folder's description.
     *
     * @throws IOException if the folder is no model folder; the message says why
     */
    public static ModelDescription describe(Path folder) throws IOException {
        Path file = folder.resolve(DESCRIPTION);
        if (!Files.isReadable(file)) {
            throw new IOException("%s is no model folder: it has no readable %s".formatted(folder, DESCRIPTION));
        }
        try {
            JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            requireFormat(json.get("formatVersion"));
            ModelDescription description = GSON.fromJson(json, ModelDescription.class);
            description.architecture().signature();
            return description;
        } catch (RuntimeException e) {
            throw new IOException("%s does not describe a model: %s".formatted(file, rootMessage(e)), e);
        }
    }

    /** Checked first: an older description may lack fields that this release needs. */
    private static void requireFormat(JsonElement format) {
        if (format == null || format.getAsInt() != ModelDescription.FORMAT_VERSION) {
            throw new IllegalArgumentException("model folder of format %s, but this release reads %d"
                    .formatted(format, ModelDescription.FORMAT_VERSION));
        }
    }

    /**
     * Reads a whole model.
     *
     * @param parent manager that owns the network's weights
     * @throws IOException if the folder is damaged or no model folder
     */
    public static LoadedModel load(Path folder, NDManager parent) throws IOException {
        ModelDescription description = describe(folder);
        SafetensorsFile file = SafetensorsFile.read(folder.resolve(WEIGHTS));
        if (!file.digest().startsWith(description.version())) {
            throw new IOException("%s: %s describes version %s, but the weights are %s"
                    .formatted(folder, DESCRIPTION, description.version(), file.digest()));
        }
        try (NDManager scope = parent.newSubManager()) {
            Map<String, NDArray> stored = new LinkedHashMap<>();
            file.tensors().forEach((name, entry) -> stored.put(name, entry.toArray(scope)));
            TrainableNetwork network = description.architecture().newNetwork(parent, WeightType.restored(stored));
            return new LoadedModel(description, WeightType.of(stored), network);
        } catch (IllegalArgumentException e) {
            throw new IOException("%s: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private static String rootMessage(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }
}
