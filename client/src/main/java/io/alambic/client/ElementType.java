package io.alambic.client;

import io.alambic.v1.DataType;
import java.util.Arrays;

/** Element type of a tensor, named as in the Open Inference Protocol; little-endian on the wire. */
public enum ElementType {
    BOOL(DataType.DATA_TYPE_BOOL, 1),
    UINT8(DataType.DATA_TYPE_UINT8, 1),
    INT8(DataType.DATA_TYPE_INT8, 1),
    INT32(DataType.DATA_TYPE_INT32, 4),
    INT64(DataType.DATA_TYPE_INT64, 8),
    FP16(DataType.DATA_TYPE_FP16, 2),
    FP32(DataType.DATA_TYPE_FP32, 4),
    FP64(DataType.DATA_TYPE_FP64, 8);

    private final DataType proto;
    private final int bytes;

    ElementType(DataType proto, int bytes) {
        this.proto = proto;
        this.bytes = bytes;
    }

    /** Returns its value in sample records. */
    public DataType proto() {
        return proto;
    }

    /** Returns the size of one element, in bytes. */
    public int bytes() {
        return bytes;
    }

    /**
     * Returns the type with a name of the protocol.
     *
     * @throws IllegalArgumentException if tensors of this client do not support it
     */
    static ElementType named(String name) {
        return Arrays.stream(values())
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("elements of type %s cannot be read; those that can are %s"
                                .formatted(name, Arrays.toString(values()))));
    }
}
