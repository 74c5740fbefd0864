package io.alambic.bench.baseline;

import com.google.protobuf.ByteString;
import io.alambic.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelMetadataRequest;
import io.alambic.inference.ModelMetadataResponse;
import io.alambic.inference.ModelMetadataResponse.TensorMetadata;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A model behind the Open Inference Protocol that answers each call after the same time, however many are in progress,
 * and takes hardly any processor time: as many accelerators as there are callers. Its logits are zeros.
 */
public final class SlowDevice extends GRPCInferenceServiceImplBase implements AutoCloseable {

    private static final String MODEL = "device";
    private static final String FLOATS = "FP32";
    private static final int CLASSES = 10;

    private final List<Integer> image;
    private final String input;
    private final Duration time;
    private final ScheduledExecutorService answers =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "device"));
    private final Server server;

    /**
     * A device that answers on the loopback interface.
     *
     * @param input name of what it reads
     * @param image shape of one sample of it
     * @param time from a call to its answer
     */
    public SlowDevice(String input, List<Integer> image, Duration time) throws IOException {
        this.input = input;
        this.image = List.copyOf(image);
        this.time = time;
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(this)
                .build()
                .start();
    }

    /** Returns its address as a teacher's setting names it. */
    public String model() {
        return "grpc://%s:%d/%s".formatted(InetAddress.getLoopbackAddress().getHostAddress(), server.getPort(), MODEL);
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> caller) {
        TensorMetadata.Builder images =
                TensorMetadata.newBuilder().setName(input).setDatatype(FLOATS).addShape(-1);
        image.forEach(images::addShape);
        caller.onNext(ModelMetadataResponse.newBuilder()
                .setName(MODEL)
                .addVersions("1")
                .addInputs(images)
                .addOutputs(TensorMetadata.newBuilder()
                        .setName("logits")
                        .setDatatype(FLOATS)
                        .addShape(-1)
                        .addShape(CLASSES))
                .build());
        caller.onCompleted();
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> caller) {
        long samples = request.getInputs(0).getShape(0);
        ModelInferResponse.Builder answer = ModelInferResponse.newBuilder()
                .setModelName(MODEL)
                .addRawOutputContents(ByteString.copyFrom(new byte[Math.toIntExact(samples * CLASSES * Float.BYTES)]));
        answer.addOutputsBuilder()
                .setName("logits")
                .setDatatype(FLOATS)
                .addShape(samples)
                .addShape(CLASSES);
        ScheduledFuture<?> unused = answers.schedule(
                () -> {
                    caller.onNext(answer.build());
                    caller.onCompleted();
                },
                time.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        server.shutdownNow();
        answers.shutdownNow();
    }
}
