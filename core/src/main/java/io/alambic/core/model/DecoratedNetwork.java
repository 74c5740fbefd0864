package io.alambic.core.model;

import java.util.OptionalLong;

/** A network that passes through another one, whose weights it has. Closing it closes the other. */
public abstract class DecoratedNetwork implements InferenceNetwork {

    private final InferenceNetwork network;

    /** Passes through a network. */
    protected DecoratedNetwork(InferenceNetwork network) {
        this.network = network;
    }

    /** Returns the network that this one passes through. */
    public InferenceNetwork network() {
        return network;
    }

    @Override
    public Signature signature() {
        return network.signature();
    }

    @Override
    public final boolean channelsLast() {
        return network.channelsLast();
    }

    @Override
    public final OptionalLong parameterCount() {
        return network.parameterCount();
    }

    @Override
    public final OptionalLong weightBytes() {
        return network.weightBytes();
    }

    @Override
    public final void close() {
        network.close();
    }
}
