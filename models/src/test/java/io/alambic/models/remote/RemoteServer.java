package io.alambic.models.remote;

import com.google.protobuf.ByteString;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelMetadataRequest;
import io.alambic.inference.ModelMetadataResponse;
import io.alambic.models.ModelSource;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A real gRPC server on a free port. Its model "twice" takes FP32 [2] and answers the logits [2], twice
 * the values, and the map "half" [2]. Statuses that a test queues are answered first.
 */
public final class RemoteServer implements AutoCloseable {

    private final Server server;
    private final Service service;

    public RemoteServer(boolean typed, long... outputShape) throws IOException {
        service = new Service(typed, outputShape);
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(service)
                .build()
                .start();
    }

    public RemoteServer() throws IOException {
        this(false, -1, 2);
    }

    /** Answers the next inference with a status. */
    public void refuseNext(Status... statuses) {
        service.refusals.addAll(List.of(statuses));
    }

    /** From now on the metadata says that each request must hold so many samples, and others are refused. */
    public void takeOnly(int samples) {
        service.batch = samples;
    }

    /** Answers one inference in so many with INTERNAL, the first of them too. */
    public void failOneIn(int calls) {
        service.failOneIn = calls;
    }

    /** Answers every inference about these values with a status. */
    public void refuse(float value, Status status) {
        service.refusedValue = value;
        service.refusal = status;
    }

    public ModelSource.Remote source() {
        return new ModelSource.Remote("127.0.0.1", server.getPort(), "twice", false);
    }

    public List<ModelInferRequest> requests() {
        return service.requests;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static final class Service extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {

        private final boolean typed;
        private final List<Long> outputShape = new ArrayList<>();
        private final Deque<Status> refusals = new ArrayDeque<>();
        private final List<ModelInferRequest> requests = new ArrayList<>();
        private int batch;
        private int failOneIn;
        private float refusedValue;
        private Status refusal;

        private Service(boolean typed, long... outputShape) {
            this.typed = typed;
            for (long dimension : outputShape) {
                this.outputShape.add(dimension);
            }
        }

        @Override
        public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> response) {
            if (!request.getName().equals("twice")) {
                response.onError(
                        Status.NOT_FOUND.withDescription("no model here").asRuntimeException());
                return;
            }
            ModelMetadataResponse.Builder metadata =
                    ModelMetadataResponse.newBuilder().setName("twice").addVersions("5");
            metadata.addInputsBuilder()
                    .setName("values")
                    .setDatatype("FP32")
                    .addAllShape(List.of(batch == 0 ? -1L : batch, 2L));
            metadata.addOutputsBuilder().setName("half").setDatatype("FP32").addAllShape(outputShape);
            metadata.addOutputsBuilder().setName("scores").setDatatype("FP32").addAllShape(outputShape);
            response.onNext(metadata.build());
            response.onCompleted();
        }

        @Override
        public synchronized void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> response) {
            requests.add(request);
            if (!refusals.isEmpty()) {
                response.onError(refusals.poll().asRuntimeException());
                return;
            }
            if (failOneIn > 0 && requests.size() % failOneIn == 1) {
                response.onError(Status.INTERNAL.withDescription("device busy").asRuntimeException());
                return;
            }
            long samples = request.getInputs(0).getShape(0);
            if (batch > 0 && samples != batch) {
                response.onError(Status.INVALID_ARGUMENT
                        .withDescription("batch %d, model expects %d".formatted(samples, batch))
                        .asRuntimeException());
                return;
            }
            if (refusal != null && holds(request, refusedValue)) {
                response.onError(refusal.asRuntimeException());
                return;
            }
            ModelInferResponse.Builder answer = ModelInferResponse.newBuilder().setModelName("twice");
            boolean all = request.getOutputsCount() == 0;
            for (String name : List.of("half", "scores")) {
                if (all
                        || request.getOutputsList().stream()
                                .anyMatch(output -> output.getName().equals(name))) {
                    add(answer, name, request);
                }
            }
            response.onNext(answer.build());
            response.onCompleted();
        }

        private static boolean holds(ModelInferRequest request, float value) {
            ByteBuffer values =
                    request.getRawInputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            while (values.hasRemaining()) {
                if (values.getFloat() == value) {
                    return true;
                }
            }
            return false;
        }

        private void add(ModelInferResponse.Builder answer, String name, ModelInferRequest request) {
            float factor = name.equals("half") ? 0.5f : 2;
            ModelInferResponse.InferOutputTensor.Builder output = answer.addOutputsBuilder()
                    .setName(name)
                    .setDatatype("FP32")
                    .addAllShape(request.getInputs(0).getShapeList());
            ByteBuffer values =
                    request.getRawInputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer raw = ByteBuffer.allocate(values.remaining()).order(ByteOrder.LITTLE_ENDIAN);
            while (values.hasRemaining()) {
                raw.putFloat(factor * values.getFloat());
            }
            raw.flip();
            if (!typed) {
                answer.addRawOutputContents(ByteString.copyFrom(raw));
                return;
            }
            while (raw.hasRemaining()) {
                output.getContentsBuilder().addFp32Contents(raw.getFloat());
            }
        }
    }
}
