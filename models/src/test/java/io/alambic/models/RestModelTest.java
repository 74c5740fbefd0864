package io.alambic.models;

import ai.djl.ndarray.NDManager;
import io.alambic.models.remote.CallSettings;
import io.alambic.models.remote.RestServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class RestModelTest extends ModelContract {

    private RestServer server;

    @Override
    OpenedModel open(NDManager parent) throws IOException {
        server = new RestServer();
        return OpenedModel.open(server.source(), List.of(), CallSettings.DEFAULT, parent);
    }

    @AfterEach
    void closeServer() {
        server.close();
    }
}
