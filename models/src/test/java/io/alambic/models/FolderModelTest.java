package io.alambic.models;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.zoo.Cnn;
import io.alambic.models.remote.CallSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class FolderModelTest extends ModelContract {

    @TempDir
    Path folder;

    @Override
    OpenedModel open(NDManager parent) throws IOException {
        Cnn architecture = new Cnn(List.of(1, 4, 4), List.of(2), List.of(3), 2);
        try (TrainableNetwork network = architecture.newNetwork(parent, 7)) {
            ModelFolder.save(folder, "tiny", architecture, network, Double.NaN, 0);
        }
        return OpenedModel.open(new ModelSource.Folder(folder), List.of(), CallSettings.DEFAULT, parent);
    }
}
