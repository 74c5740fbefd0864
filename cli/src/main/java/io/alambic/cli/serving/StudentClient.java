package io.alambic.cli.serving;

import com.google.protobuf.ByteString;
import io.alambic.cli.dataset.IdxImages;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.alambic.inference.InferParameter;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelMetadataRequest;
import io.alambic.inference.ModelReadyRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A client of one model behind the Open Inference Protocol. Thread safe; owns its connection. */
public final class StudentClient implements AutoCloseable {

    private static final String OUTPUT = "logits";
    private static final float PIXEL_MAX = 255f;
    private static final int MAX_MESSAGE = 64 << 20;
    private static final long PATIENCE_SECONDS = 20;

    private final ManagedChannel channel;
    private final String model;

    /**
     * A client; connects with the first call.
     *
     * @param target {@code host:port}
     * @param model the model's name
     */
    public StudentClient(String target, String model) {
        this.channel = NettyChannelBuilder.forTarget(target)
                .usePlaintext()
                .maxInboundMessageSize(MAX_MESSAGE)
                .build();
        this.model = model;
    }

    /** Whether the model answers: false as well where the server does not. */
    public boolean ready() {
        try {
            return stub().modelReady(
                            ModelReadyRequest.newBuilder().setName(model).build())
                    .getReady();
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    /**
     * The model's properties, such as {@code parameters} and {@code bytes}.
     *
     * @throws StatusRuntimeException if the call fails
     */
    public Map<String, String> properties() {
        return stub().modelMetadata(
                        ModelMetadataRequest.newBuilder().setName(model).build())
                .getPropertiesMap();
    }

    /**
     * Shape of one sample of its first input, such as {@code [1, 28, 28]}.
     *
     * @throws StatusRuntimeException if the call fails
     */
    public List<Long> sampleShape() {
        List<Long> batch = stub().modelMetadata(
                        ModelMetadataRequest.newBuilder().setName(model).build())
                .getInputs(0)
                .getShapeList();
        return batch.subList(1, batch.size());
    }

    /**
     * Classifies images.
     *
     * @param images where they lie; their tensor's name is the model's input
     * @param from the first one
     * @param count how many
     * @throws StatusRuntimeException if the call fails
     */
    public Answer infer(IdxImages images, int from, int count) {
        ModelInferRequest request = ModelInferRequest.newBuilder()
                .setModelName(model)
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName(images.tensor())
                        .setDatatype("FP32")
                        .addAllShape(List.of(
                                (long) count, (long) images.channels(), (long) images.rows(), (long) images.columns())))
                .addOutputs(ModelInferRequest.InferRequestedOutputTensor.newBuilder()
                        .setName(OUTPUT))
                .addRawInputContents(ByteString.copyFrom(scaled(images.pixels(from, count))))
                .build();
        return answer(stub().modelInfer(request));
    }

    private GRPCInferenceServiceBlockingStub stub() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Pixels 0..255 as little-endian floats 0..1. */
    private static ByteBuffer scaled(ByteBuffer pixels) {
        ByteBuffer floats =
                ByteBuffer.allocate(pixels.remaining() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (pixels.hasRemaining()) {
            floats.putFloat(Byte.toUnsignedInt(pixels.get()) / PIXEL_MAX);
        }
        return floats.flip();
    }

    private static Answer answer(ModelInferResponse response) {
        if (response.getOutputsCount() != 1 || response.getRawOutputContentsCount() != 1) {
            throw new IllegalStateException("one raw output was asked for, but %d outputs and %d raw contents came"
                    .formatted(response.getOutputsCount(), response.getRawOutputContentsCount()));
        }
        List<Long> shape = response.getOutputs(0).getShapeList();
        ByteBuffer raw = response.getRawOutputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[][] logits = new float[Math.toIntExact(shape.get(0))][Math.toIntExact(shape.get(1))];
        for (float[] row : logits) {
            raw.asFloatBuffer().get(row);
            raw.position(raw.position() + row.length * Float.BYTES);
        }
        Map<String, InferParameter> parameters = response.getParametersMap();
        return new Answer(
                logits,
                response.getModelVersion(),
                number(parameters, "step"),
                number(parameters, "newest_event_time"));
    }

    private static long number(Map<String, InferParameter> parameters, String name) {
        InferParameter parameter = parameters.get(name);
        if (parameter == null || !parameter.hasInt64Param()) {
            throw new IllegalStateException("the answer lacks the parameter '%s'".formatted(name));
        }
        return parameter.getInt64Param();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
