package io.alambic.core.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * Holds the bytes of a TorchScript module in native memory, which is kept for the next module. Nothing of a module's size lies on the
 * heap. Used by one thread; closed with its manager.
 */
public final class ModuleBuffer {

    /** A module that is written again may be a little larger than its file. */
    private static final int SPARE = 16;

    private final NDManager manager;
    private final long expected;
    private NDArray memory;
    private ByteBuffer view;
    private NDArray written;

    /**
     * Creates a buffer, whose memory the first module takes.
     *
     * @param expected bytes of a module; a larger one makes the buffer grow
     */
    public ModuleBuffer(NDManager parent, long expected) {
        this.manager = parent.newSubManager(Device.cpu());
        this.expected = expected;
    }

    /**
     * Writes a module.
     *
     * @return its bytes as in a {@code .pt} file, UINT8, valid until the next module is written
     */
    public NDArray write(Block module) {
        if (memory == null) {
            allocate(expected + expected / SPARE);
        }
        view.clear();
        try {
            module.saveParameters(new DataOutputStream(new End()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (written != null) {
            written.close();
        }
        written = memory.get(new NDIndex("%d:%d".formatted(TorchScriptBlock.HEADER_BYTES, view.position())));
        return written;
    }

    private void allocate(long bytes) {
        memory = manager.create(new Shape(Math.min(bytes, Integer.MAX_VALUE)), DataType.UINT8);
        view = memory.toByteBuffer(true);
    }

    private void grow(int missing) {
        NDArray before = memory;
        ByteBuffer content = view.flip();
        allocate(Math.max(2L * content.capacity(), (long) content.limit() + missing));
        view.put(content);
        before.close();
    }

    /** Where the engine goes on writing. */
    private final class End extends OutputStream {

        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            if (view.remaining() < count) {
                grow(count);
            }
            view.put(bytes, from, count);
        }
    }
}
