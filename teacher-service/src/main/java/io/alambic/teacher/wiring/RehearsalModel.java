package io.alambic.teacher.wiring;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.zoo.Cnn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A small model for a rehearsed start. */
final class RehearsalModel {

    private static final Cnn SMALL = new Cnn(List.of(1, 8, 8), List.of(4), List.of(), 4);

    private RehearsalModel() {}

    /** Writes the model into a new folder, and returns the settings of a teacher that uses it. */
    static Map<String, String> settings() throws IOException {
        Path folder = Files.createTempDirectory("rehearsal");
        try (NDManager manager = NDManager.newBaseManager();
                TrainableNetwork network = SMALL.newNetwork(manager, 1)) {
            ModelFolder.save(folder, "small", SMALL, network, Double.NaN, 0);
        }
        return Map.of("alambic.teacher.model", folder.toString(), "alambic.teacher.feature-maps", "block1");
    }
}
