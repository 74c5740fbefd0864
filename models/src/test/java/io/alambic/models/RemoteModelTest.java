package io.alambic.models;

import ai.djl.ndarray.NDManager;
import io.alambic.models.remote.CallSettings;
import io.alambic.models.remote.RemoteServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class RemoteModelTest extends ModelContract {

    private RemoteServer server;

    @Override
    OpenedModel open(NDManager parent) throws IOException {
        server = new RemoteServer();
        return OpenedModel.open(server.source(), List.of(), CallSettings.DEFAULT, parent);
    }

    @AfterEach
    void closeServer() {
        server.close();
    }
}
