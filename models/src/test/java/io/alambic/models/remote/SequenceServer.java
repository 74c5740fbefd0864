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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A real gRPC server on a free port. Its model "sequence" takes "ids" and "mask", INT64 of any length, and answers "scores" [2], the
 * sum of the ids that the mask counts and their number, and "places" of the same length, the ids themselves.
 */
public final class SequenceServer implements AutoCloseable {

    private final Server server;
    private final List<List<Long>> shapes = new CopyOnWriteArrayList<>();

    /**
     * Starts a server.
     *
     * @param scores shape of the scores in the metadata
     */
    public SequenceServer(Long... scores) throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Service(List.of(scores)))
                .build()
                .start();
    }

    public ModelSource.Remote source() {
        return new ModelSource.Remote("127.0.0.1", server.getPort(), "sequence", false);
    }

    /** Returns the shape of the ids of each request. */
    public List<List<Long>> shapes() {
        return shapes;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Service extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {

        private final List<Long> scores;

        private Service(List<Long> scores) {
            this.scores = scores;
        }

        @Override
        public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> response) {
            ModelMetadataResponse.Builder metadata =
                    ModelMetadataResponse.newBuilder().setName("sequence").addVersions("1");
            List.of("ids", "mask").forEach(name -> metadata.addInputsBuilder()
                    .setName(name)
                    .setDatatype("INT64")
                    .addAllShape(List.of(-1L, -1L)));
            metadata.addOutputsBuilder().setName("scores").setDatatype("FP32").addAllShape(scores);
            metadata.addOutputsBuilder().setName("places").setDatatype("FP32").addAllShape(List.of(-1L, -1L));
            response.onNext(metadata.build());
            response.onCompleted();
        }

        @Override
        public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> response) {
            List<Long> shape = request.getInputs(0).getShapeList();
            shapes.add(shape);
            int samples = Math.toIntExact(shape.get(0));
            int length = Math.toIntExact(shape.get(1));
            ByteBuffer ids = raw(request, 0);
            ByteBuffer mask = raw(request, 1);
            if (ids.remaining() != samples * length * Long.BYTES || mask.remaining() != ids.remaining()) {
                response.onError(Status.INVALID_ARGUMENT
                        .withDescription("%d bytes for shape %s".formatted(ids.remaining(), shape))
                        .asRuntimeException());
                return;
            }
            ByteBuffer raw = ByteBuffer.allocate(samples * 2 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer places =
                    ByteBuffer.allocate(samples * length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int sample = 0; sample < samples; sample++) {
                long sum = 0;
                long counted = 0;
                for (int i = 0; i < length; i++) {
                    long weight = mask.getLong();
                    long id = ids.getLong();
                    sum += weight * id;
                    counted += weight;
                    places.putFloat((float) id);
                }
                raw.putFloat((float) sum).putFloat((float) counted);
            }
            ModelInferResponse.Builder answer = ModelInferResponse.newBuilder().setModelName("sequence");
            add(answer, request, "scores", 2, raw);
            add(answer, request, "places", length, places);
            response.onNext(answer.build());
            response.onCompleted();
        }

        private static void add(
                ModelInferResponse.Builder answer, ModelInferRequest request, String name, long width, ByteBuffer raw) {
            boolean isAsked = request.getOutputsCount() == 0
                    || request.getOutputsList().stream()
                            .anyMatch(output -> output.getName().equals(name));
            if (isAsked) {
                answer.addOutputsBuilder()
                        .setName(name)
                        .setDatatype("FP32")
                        .addAllShape(List.of(request.getInputs(0).getShape(0), width));
                answer.addRawOutputContents(ByteString.copyFrom(raw.flip()));
            }
        }

        private static ByteBuffer raw(ModelInferRequest request, int input) {
            return request.getRawInputContents(input).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
