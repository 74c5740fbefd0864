package io.alambic.core.engine;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.SymbolBlock;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;

/** Reads TorchScript modules from memory. DJL puts its version and the length before the bytes of a {@code .pt} file. */
public final class TorchScriptBlock {

    private static final byte BLOCK_VERSION = 1;

    /** Length of what DJL writes before a module. */
    private static final int HEADER_BYTES = 1 + Long.BYTES;

    private TorchScriptBlock() {}

    /**
     * Reads a module.
     *
     * @param module as in a {@code .pt} file
     * @param bytes of the module
     * @param manager owns what the module holds
     * @throws IOException if it cannot be read
     * @throws MalformedModelException if it is not what DJL takes
     * @throws ai.djl.engine.EngineException if it is no module
     */
    public static Block read(InputStream module, long bytes, NDManager manager)
            throws IOException, MalformedModelException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).put(BLOCK_VERSION).putLong(bytes);
        SymbolBlock block = SymbolBlock.newInstance(manager);
        block.loadParameters(
                manager,
                new DataInputStream(new SequenceInputStream(new ByteArrayInputStream(header.array()), module)));
        return block;
    }
}
