package io.alambic.core.export;

import ai.djl.ndarray.NDManager;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.storage.WeightType;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.torchscript.TorchScriptFolder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes a trained student for other programs: a student of the zoo as a model folder of
 * {@code model.json} and {@code model.safetensors}, one that came as TorchScript as {@link TorchScriptFolder} says.
 *
 * @param target folder to write; must not exist
 * @param name of the model
 * @param weights in which type weights are stored
 */
public record StudentExport(Path target, String name, WeightType weights) {

    private static final String TEMPORARY = ".tmp";

    /**
     * Writes the student aside and renames the folder: it is whole or not there.
     *
     * @param inputs what a TorchScript module takes, in the order of its arguments; may be empty for one of the zoo
     * @throws IOException if the folder exists or cannot be written, or the weights do not fit the architecture
     * @throws IllegalArgumentException if the weights cannot be stored in that type
     */
    public void write(SavedStudent student, List<TensorSpec> inputs) throws IOException {
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString(), null, "it exists already");
        }
        Path folder = target.toAbsolutePath().normalize();
        Path aside = folder.resolveSibling(folder.getFileName() + TEMPORARY);
        clear(aside);
        Files.createDirectories(aside);
        try {
            if (student.zoo().isPresent()) {
                save(student, student.zoo().get(), aside);
            } else {
                TorchScriptFolder.save(aside, student.weights(), inputs, weights);
            }
            Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            clear(aside);
        }
    }

    private void save(SavedStudent student, LayeredArchitecture zoo, Path aside) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                TrainableNetwork network = student.open(List.of(), manager)) {
            ModelFolder.save(aside, name, zoo, network, weights, student.accuracy(), student.trainedSamples());
        }
    }

    /**
     * What was written, loaded back.
     *
     * @param inputs what a TorchScript module takes; may be empty for one of the zoo
     * @param manager that owns the network's arrays
     * @throws IOException if it cannot be read
     */
    public TrainableNetwork load(List<TensorSpec> inputs, NDManager manager) throws IOException {
        return TorchScriptFolder.isOne(target)
                ? TorchScriptFolder.load(target, inputs, manager)
                : ModelFolder.load(target, manager).network();
    }

    private static void clear(Path aside) throws IOException {
        if (Files.isDirectory(aside)) {
            try (Stream<Path> files = Files.list(aside)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(aside);
        }
    }
}
