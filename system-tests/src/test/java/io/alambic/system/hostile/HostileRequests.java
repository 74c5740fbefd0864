package io.alambic.system.hostile;

import com.google.protobuf.ByteString;
import io.alambic.inference.InferParameter;
import io.alambic.inference.InferTensorContents;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferInputTensor;
import io.alambic.inference.ModelInferRequest.InferRequestedOutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A seeded stream of inference requests over gRPC and over HTTP. Used by one thread. */
public final class HostileRequests {

    private static final int PIXELS = Model.SIDE * Model.SIDE;

    private final String model;
    private final SplittableRandom random;

    public HostileRequests(String model, long seed) {
        this.model = model;
        random = new SplittableRandom(seed);
    }

    /** Returns the bytes of the next gRPC request. */
    public byte[] grpc() {
        int samples = 1 + random.nextInt(3);
        ModelInferRequest.Builder request = request(raw(samples), Model.shape(samples));
        switch (random.nextInt(16)) {
            case 0 -> request.setRawInputContents(0, odd(samples));
            case 1 -> request.setModelName("another");
            case 2 -> request.setModelVersion(Long.toString(random.nextLong()));
            case 3 -> request.setModelVersion("latest");
            case 4 -> request.clearInputs();
            case 5 -> request.addInputs(request.getInputs(0));
            case 6 -> request.getInputsBuilder(0).setShape(random.nextInt(4), random.nextLong());
            case 7 -> request.getInputsBuilder(0).setDatatype("FP64");
            case 8 -> request.getInputsBuilder(0).setName("another");
            case 9 -> request.addOutputs(InferRequestedOutputTensor.newBuilder().setName("nothing"));
            case 10 ->
                request.clearRawInputContents()
                        .getInputsBuilder(0)
                        .setContents(InferTensorContents.newBuilder()
                                .addFp32Contents(Float.NaN)
                                .addIntContents(1));
            case 11 ->
                request.putParameters(
                        "classification",
                        InferParameter.newBuilder()
                                .setInt64Param(random.nextLong())
                                .build());
            case 12 -> {
                return Damage.any(request.build().toByteArray(), random);
            }
            default -> {}
        }
        return request.build().toByteArray();
    }

    /** Returns the body of the next HTTP request. */
    public byte[] json() {
        String pixels = IntStream.range(0, PIXELS).mapToObj(i -> "0.5").collect(Collectors.joining(","));
        String text = "{\"inputs\":[{\"name\":\"image\",\"datatype\":\"FP32\",\"shape\":[1,1,8,8],\"data\":[%s]}]}"
                .formatted(pixels);
        String body =
                switch (random.nextInt(10)) {
                    case 0 -> text.replaceFirst("0\\.5", "1e39");
                    case 1 -> text.replaceFirst("0\\.5", "\"NaN\"");
                    case 2 -> text.replaceFirst("0\\.5", "{}");
                    case 3 -> text.replace("FP32", "BYTES");
                    case 4 -> text.replace("[1,1,8,8]", "[" + random.nextLong() + "]");
                    case 5 -> text.substring(0, random.nextInt(text.length()));
                    case 6 -> "[".repeat(5000);
                    case 7 -> "{\"inputs\":[" + "{},".repeat(3000) + "{}]}";
                    default -> text;
                };
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private ModelInferRequest.Builder request(ByteString contents, long[] shape) {
        InferInputTensor.Builder input =
                InferInputTensor.newBuilder().setName(Model.INPUT).setDatatype("FP32");
        for (long size : shape) {
            input.addShape(size);
        }
        return ModelInferRequest.newBuilder()
                .setModelName(model)
                .addInputs(input)
                .addRawInputContents(contents);
    }

    private ByteString raw(int samples) {
        return ByteString.copyFrom(floats(samples).flip());
    }

    private ByteString odd(int samples) {
        ByteBuffer values = floats(samples).flip();
        values.putFloat(Float.BYTES * random.nextInt(PIXELS), random.nextBoolean() ? Float.NaN : 1 / 0f);
        return ByteString.copyFrom(values);
    }

    private ByteBuffer floats(int samples) {
        ByteBuffer values = ByteBuffer.allocate(samples * PIXELS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (values.hasRemaining()) {
            values.putFloat((float) random.nextDouble());
        }
        return values;
    }
}
