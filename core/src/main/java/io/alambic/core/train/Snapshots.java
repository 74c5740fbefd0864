package io.alambic.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.engine.ArrayCopy;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.LentNetwork;
import io.alambic.core.model.TrainableNetwork;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Copies of a student's weights that training does not touch. A copy is made from array to array on the device, into the memory of an
 * earlier copy that was closed; only as many networks are built as are open at once. One thread takes copies; any thread closes them.
 */
public final class Snapshots {

    private final Architecture architecture;
    private final NDManager manager;
    private final ArrayCopy arrays;
    private final int spares;
    private final Deque<TrainableNetwork> spare = new ArrayDeque<>();

    /**
     * Creates snapshots of one architecture.
     *
     * @param parent manager under which the copies keep their own, closed or not
     * @param spares how many closed copies keep their memory for others
     */
    public Snapshots(Architecture architecture, NDManager parent, int spares) {
        this.architecture = architecture;
        this.manager = parent.newSubManager();
        this.arrays = new ArrayCopy(manager);
        this.spares = spares;
    }

    /**
     * Returns a network with a copy of given weights, which the caller closes.
     *
     * @param weights as {@link TrainableNetwork#snapshot()} of a network of the architecture
     */
    public TrainableNetwork copy(Map<String, NDArray> weights) {
        TrainableNetwork network;
        synchronized (spare) {
            network = spare.poll();
        }
        if (network == null) {
            network = architecture.newNetwork(manager, weights);
        } else {
            arrays.copy(weights, network.snapshot());
        }
        return new LentNetwork(network, this::takeBack);
    }

    private void takeBack(TrainableNetwork network) {
        boolean kept;
        synchronized (spare) {
            kept = spare.size() < spares && spare.offer(network);
        }
        if (!kept) {
            network.close();
        }
    }
}
