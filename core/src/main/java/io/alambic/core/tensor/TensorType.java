package io.alambic.core.tensor;

/** Type of a tensor's elements. The names are those of the Open Inference Protocol. */
public enum TensorType {
    BOOL(1, io.alambic.v1.DataType.DATA_TYPE_BOOL, ai.djl.ndarray.types.DataType.BOOLEAN),
    UINT8(1, io.alambic.v1.DataType.DATA_TYPE_UINT8, ai.djl.ndarray.types.DataType.UINT8),
    INT8(1, io.alambic.v1.DataType.DATA_TYPE_INT8, ai.djl.ndarray.types.DataType.INT8),
    INT32(4, io.alambic.v1.DataType.DATA_TYPE_INT32, ai.djl.ndarray.types.DataType.INT32),
    INT64(8, io.alambic.v1.DataType.DATA_TYPE_INT64, ai.djl.ndarray.types.DataType.INT64),
    FP16(2, io.alambic.v1.DataType.DATA_TYPE_FP16, ai.djl.ndarray.types.DataType.FLOAT16),
    FP32(4, io.alambic.v1.DataType.DATA_TYPE_FP32, ai.djl.ndarray.types.DataType.FLOAT32),
    FP64(8, io.alambic.v1.DataType.DATA_TYPE_FP64, ai.djl.ndarray.types.DataType.FLOAT64);

    private final int bytes;
    private final io.alambic.v1.DataType wire;
    private final ai.djl.ndarray.types.DataType djl;

    TensorType(int bytes, io.alambic.v1.DataType wire, ai.djl.ndarray.types.DataType djl) {
        this.bytes = bytes;
        this.wire = wire;
        this.djl = djl;
    }

    /**
     * Returns the type of a wire value.
     *
     * @throws InvalidTensorException if this release does not know the value
     */
    public static TensorType of(io.alambic.v1.DataType wire) {
        for (TensorType type : values()) {
            if (type.wire == wire) {
                return type;
            }
        }
        throw new InvalidTensorException("unknown data type " + wire);
    }

    /**
     * Returns the type of a native array.
     *
     * @throws InvalidTensorException if arrays of that type do not travel
     */
    public static TensorType of(ai.djl.ndarray.types.DataType djl) {
        for (TensorType type : values()) {
            if (type.djl == djl) {
                return type;
            }
        }
        throw new InvalidTensorException("tensors of type %s do not travel".formatted(djl));
    }

    /** Returns the bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Returns whether its elements are real numbers, unless they are quantized. */
    public boolean isReal() {
        return this == FP16 || this == FP32 || this == FP64;
    }

    /** Returns the wire value of this type. */
    public io.alambic.v1.DataType wire() {
        return wire;
    }

    /** Returns the engine's name of this type. */
    public ai.djl.ndarray.types.DataType djl() {
        return djl;
    }
}
