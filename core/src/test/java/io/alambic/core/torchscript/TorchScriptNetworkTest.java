package io.alambic.core.torchscript;

import io.alambic.core.model.Architecture;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.TrainableNetworkContract;
import java.io.IOException;
import java.util.List;

class TorchScriptNetworkTest extends TrainableNetworkContract {

    @Override
    protected Architecture architecture() throws IOException {
        return TorchScript.read(TestModels.NAMED, InputSpec.parseAll("image:FP32:1x8x8"), List.of());
    }
}
