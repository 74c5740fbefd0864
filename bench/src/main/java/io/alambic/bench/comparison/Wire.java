package io.alambic.bench.comparison;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Quantization;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.v1.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Tensors as they stand in a record. */
public final class Wire {

    private Wire() {}

    /** The bytes of a tensor message, in a heap buffer as Kafka's deserializer gives it. */
    static ByteBuffer write(EncodedTensor tensor) {
        Tensor.Builder message = Tensor.newBuilder()
                .setName(tensor.name())
                .setDataType(tensor.type().wire())
                .setData(ByteString.copyFrom(tensor.data().duplicate()));
        for (long dimension : tensor.shape().getShape()) {
            message.addShape(dimension);
        }
        if (tensor.quantization() != null) {
            message.setQuantization(io.alambic.v1.Quantization.newBuilder()
                    .setScale(tensor.quantization().scale())
                    .setZeroPoint(tensor.quantization().zeroPoint()));
        }
        return ByteBuffer.wrap(message.build().toByteArray());
    }

    /** The tensor of a message, as the services read it: its data is a view of the record's bytes. */
    public static EncodedTensor read(ByteBuffer record) {
        try {
            CodedInputStream input =
                    UnsafeByteOperations.unsafeWrap(record.duplicate()).newCodedInput();
            input.enableAliasing(true);
            return EncodedTensor.of(Tensor.parseFrom(input));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Random images of bytes 0..255 that stand for 0..1. */
    static EncodedTensor randomImages(TensorSpec input, int samples, long seed) {
        byte[] pixels = new byte[Math.toIntExact(samples * input.elements())];
        new SplittableRandom(seed).nextBytes(pixels);
        return new EncodedTensor(
                input.name(),
                TensorType.UINT8,
                input.batchShape(samples),
                ByteBuffer.wrap(pixels),
                new Quantization(1f / 255, 0));
    }
}
