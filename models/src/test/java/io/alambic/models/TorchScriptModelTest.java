package io.alambic.models;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.InputSpec;
import io.alambic.models.remote.CallSettings;
import java.io.IOException;

class TorchScriptModelTest extends ModelContract {

    @Override
    OpenedModel open(NDManager parent) throws IOException {
        return OpenedModel.open(
                new ModelSource.File(SampleModels.NUMBERED),
                InputSpec.parseAll("image:FP32:1x8x8"),
                CallSettings.DEFAULT,
                parent);
    }
}
