package io.alambic.tools;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.zoo.Cnn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A model of a few weights. */
public final class SmallModel {

    private static final Cnn ARCHITECTURE = new Cnn(List.of(1, 4, 4), List.of(2), List.of(), 3);

    private SmallModel() {}

    /** Writes the model into a folder. */
    public static Path save(Path folder) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                TrainableNetwork network = ARCHITECTURE.newNetwork(manager, 7)) {
            ModelFolder.save(folder, "tiny", ARCHITECTURE, network, 0.5, 1);
            return folder;
        }
    }
}
