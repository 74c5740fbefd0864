package io.alambic.core.safetensors;

import io.alambic.core.tensor.TensorType;

/** Names of element types in safetensors headers. */
final class SafetensorsType {

    private SafetensorsType() {}

    static String name(TensorType type) {
        return switch (type) {
            case BOOL -> "BOOL";
            case UINT8 -> "U8";
            case INT8 -> "I8";
            case INT32 -> "I32";
            case INT64 -> "I64";
            case FP16 -> "F16";
            case FP32 -> "F32";
            case FP64 -> "F64";
        };
    }

    static TensorType of(String name) {
        for (TensorType type : TensorType.values()) {
            if (name(type).equals(name)) {
                return type;
            }
        }
        throw new IllegalArgumentException("unknown element type '%s'".formatted(name));
    }
}
