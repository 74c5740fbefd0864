package io.alambic.core.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rows of one named tensor, gathered from any number of records into one direct buffer that a native
 * array then wraps: the only copy between a Kafka record and the model.
 *
 * <p>The buffer grows to the largest batch it has seen and is reused. All rows share the encoding of
 * the first; the scale and zero point of quantized rows may differ. Not thread safe.
 */
public final class RowBuffer {

    private static final int INITIAL_ROWS = 16;
    private static final long LARGEST_INITIAL_BYTES = 1 << 18;
    private static final String ROWS = "rows";
    private static final String ROWS_CHANNELS_LAST = "rows-channels-last";
    private static final String SCALES = "scales";
    private static final String ZERO_POINTS = "zero-points";

    private ByteBuffer bytes = direct(0);
    private ByteBuffer scales = direct(0);
    private ByteBuffer zeroPoints = direct(0);

    /** As the first tensor, without its rows: those are a view of a record, which would stay in memory as long. */
    private EncodedTensor encoding;

    private int rows;

    /** Removes the rows and keeps the memory. Earlier arrays must no longer be used. */
    public void clear() {
        bytes.clear();
        scales.clear();
        zeroPoints.clear();
        encoding = null;
        rows = 0;
    }

    /** Returns whether rows of the tensor can be appended. */
    public boolean accepts(EncodedTensor tensor) {
        return encoding == null || encoding.sameEncoding(tensor);
    }

    /**
     * Appends rows of a tensor.
     *
     * @param from first row, counted from 0
     * @param count number of rows
     * @throws InvalidTensorException if the encoding differs from that of the rows that are here
     */
    public void append(EncodedTensor tensor, int from, int count) {
        if (!accepts(tensor)) {
            throw new InvalidTensorException("tensor '%s': rows of %s %s %s cannot follow rows of %s %s %s"
                    .formatted(
                            tensor.name(),
                            tensor.type(),
                            tensor.sampleShape(),
                            tensor.format(),
                            encoding.type(),
                            encoding.sampleShape(),
                            encoding.format()));
        }
        if (from < 0 || count < 0 || count > tensor.samples() - from) {
            throw new IndexOutOfBoundsException("tensor '%s' has %d rows, but %d from %d were asked for"
                    .formatted(tensor.name(), tensor.samples(), count, from));
        }
        if (encoding == null) {
            encoding = tensor.copyOf(new BitSet());
        }
        int rowBytes = Math.toIntExact(tensor.rowBytes());
        bytes = withRoom(
                bytes, (long) count * rowBytes, Math.min(LARGEST_INITIAL_BYTES, (long) INITIAL_ROWS * rowBytes));
        bytes.put(tensor.data().slice(from * rowBytes, count * rowBytes));
        if (tensor.quantization() != null) {
            appendQuantization(tensor.quantization(), count);
        }
        rows += count;
    }

    private void appendQuantization(Quantization quantization, int count) {
        long added = (long) count * Float.BYTES;
        scales = withRoom(scales, added, INITIAL_ROWS * Float.BYTES);
        zeroPoints = withRoom(zeroPoints, added, INITIAL_ROWS * Float.BYTES);
        for (int i = 0; i < count; i++) {
            scales.putFloat(quantization.scale());
            zeroPoints.putFloat(quantization.zeroPoint());
        }
    }

    /** Returns the number of rows. */
    public int rows() {
        return rows;
    }

    /** Returns the bytes of the rows. */
    public long bytes() {
        return bytes.position();
    }

    /**
     * Returns the rows as an array of shape [rows, *sample shape]. FP32 and whole numbers are wrapped without
     * a copy; FP16 and quantized rows become FP32 in native code. The array belongs to the manager and
     * is valid until rows are appended or cleared.
     *
     * @throws IllegalStateException if there are no rows
     */
    public NDArray toArray(NDManager manager) {
        if (encoding == null) {
            throw new IllegalStateException("no rows");
        }
        NDArray raw = raw(manager);
        NDArray real = encoding.quantization() != null
                ? dequantized(raw, manager)
                : encoding.type() == TensorType.FP16 ? raw.toType(DataType.FLOAT32, false) : raw;
        NDArray array = encoding.format().logical(real);
        array.setName(encoding.name());
        return array;
    }

    private NDArray raw(NDManager manager) {
        Shape shape = encoding.format().stored(new Shape(rows).addAll(encoding.sampleShape()));
        return wrap(manager, bytes, shape, encoding.type().djl());
    }

    /**
     * The rows as they came, for {@link #restored}: whole numbers where they are quantized, beside their scales
     * and zero points. The arrays are valid until rows are appended or cleared.
     */
    public Map<String, NDArray> state(NDManager manager) {
        Map<String, NDArray> state = new LinkedHashMap<>();
        state.put(rowsKey(encoding.format()), raw(manager));
        if (encoding.quantization() != null) {
            state.put(SCALES, wrap(manager, scales, new Shape(rows), DataType.FLOAT32));
            state.put(ZERO_POINTS, wrap(manager, zeroPoints, new Shape(rows), DataType.FLOAT32));
        }
        return state;
    }

    /**
     * A buffer with the rows of another one.
     *
     * @param name of the tensor
     * @param state as returned by {@link #state}
     */
    public static RowBuffer restored(String name, Map<String, NDArray> state) {
        MemoryFormat format =
                state.containsKey(ROWS_CHANNELS_LAST) ? MemoryFormat.CHANNELS_LAST : MemoryFormat.CONTIGUOUS;
        NDArray all = state.get(rowsKey(format));
        Shape shape = format.logical(all.getShape());
        TensorType type = TensorType.of(all.getDataType());
        ByteBuffer data = all.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN);
        RowBuffer buffer = new RowBuffer();
        if (!state.containsKey(SCALES)) {
            buffer.append(new EncodedTensor(name, type, shape, data, null, format), 0, Math.toIntExact(shape.get(0)));
            return buffer;
        }
        float[] scales = state.get(SCALES).toFloatArray();
        float[] zeroPoints = state.get(ZERO_POINTS).toFloatArray();
        Shape row = new Shape(1).addAll(shape.slice(1));
        int rowBytes = data.remaining() / scales.length;
        for (int i = 0; i < scales.length; i++) {
            Quantization quantization = new Quantization(scales[i], (int) zeroPoints[i]);
            ByteBuffer bytes = data.slice(i * rowBytes, rowBytes);
            buffer.append(new EncodedTensor(name, type, row, bytes, quantization, format), 0, 1);
        }
        return buffer;
    }

    /** A buffer with the rows of an array that is not quantized. */
    public static RowBuffer restored(String name, NDArray rows) {
        return restored(name, Map.of(ROWS, rows));
    }

    private static String rowsKey(MemoryFormat format) {
        return format == MemoryFormat.CHANNELS_LAST ? ROWS_CHANNELS_LAST : ROWS;
    }

    private NDArray dequantized(NDArray raw, NDManager manager) {
        long[] perRow = new long[raw.getShape().dimension()];
        Arrays.fill(perRow, 1);
        perRow[0] = rows;
        NDArray real = raw.toType(DataType.FLOAT32, true);
        real.subi(wrap(manager, zeroPoints, new Shape(perRow), DataType.FLOAT32));
        real.muli(wrap(manager, scales, new Shape(perRow), DataType.FLOAT32));
        return real;
    }

    private static NDArray wrap(NDManager manager, ByteBuffer buffer, Shape shape, DataType type) {
        ByteBuffer view = buffer.duplicate().order(ByteOrder.nativeOrder()).flip();
        return manager.create(view, shape, type);
    }

    private static ByteBuffer withRoom(ByteBuffer buffer, long added, long atLeast) {
        long needed = buffer.position() + added;
        if (needed <= buffer.capacity()) {
            return buffer;
        }
        long capacity = Math.max(Math.max(needed, atLeast), Math.min(2L * buffer.capacity(), Integer.MAX_VALUE - 8L));
        return direct(Math.toIntExact(capacity)).put(buffer.flip());
    }

    private static ByteBuffer direct(int capacity) {
        return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }
}
