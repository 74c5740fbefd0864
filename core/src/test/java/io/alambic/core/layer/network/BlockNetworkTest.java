package io.alambic.core.layer.network;

import io.alambic.core.model.Architecture;
import io.alambic.core.model.TrainableNetworkContract;
import io.alambic.core.zoo.Residual;
import io.alambic.core.zoo.ZooArchitecture;
import java.util.List;

class BlockNetworkTest extends TrainableNetworkContract {

    /** With batch norm, whose running statistics are weights that training does not learn. */
    @Override
    protected Architecture architecture() {
        return new Residual(new ZooArchitecture.Input(List.of(1, 8, 8)), List.of(2), List.of(), 3);
    }
}
