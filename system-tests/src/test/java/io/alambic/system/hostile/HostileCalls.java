package io.alambic.system.hostile;

import com.google.common.io.ByteStreams;
import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Sends requests as they are, right or wrong, some at the same time, and counts how each was answered. */
public final class HostileCalls implements AutoCloseable {

    private static final int AT_ONCE = 32;
    private static final int DEADLINE_SECONDS = 60;

    private static final MethodDescriptor<byte[], byte[]> INFER =
            GRPCInferenceServiceGrpc.getModelInferMethod().toBuilder(new Bytes(), new Bytes())
                    .build();

    /** Passes messages on without reading them. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return ByteStreams.toByteArray(stream);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final Map<String, LongAdder> answers = new ConcurrentSkipListMap<>();
    private final Semaphore free = new Semaphore(AT_ONCE);
    private final ManagedChannel channel;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI inference;

    public HostileCalls(String model, int grpcPort, String httpAddress) {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", grpcPort)
                .usePlaintext()
                .build();
        inference = URI.create("%s/v2/models/%s/infer".formatted(httpAddress, model));
    }

    public void grpc(byte[] request) throws InterruptedException {
        free.acquire();
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
        Futures.addCallback(
                ClientCalls.futureUnaryCall(channel.newCall(INFER, options), request),
                new FutureCallback<>() {
                    @Override
                    public void onSuccess(byte[] answer) {
                        answered("gRPC OK");
                    }

                    @Override
                    public void onFailure(Throwable error) {
                        answered("gRPC " + Status.fromThrowable(error).getCode());
                    }
                },
                Runnable::run);
    }

    public void http(byte[] body) throws InterruptedException {
        free.acquire();
        HttpRequest request = HttpRequest.newBuilder(inference)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        CompletableFuture<?> unused = http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .whenComplete((response, error) ->
                        answered(error == null ? "HTTP " + response.statusCode() : "HTTP broken off: " + error));
    }

    private void answered(String how) {
        answers.computeIfAbsent(how, key -> new LongAdder()).increment();
        free.release();
    }

    /** Returns how often each kind of answer came, after the last one came. */
    public Map<String, Long> answers() throws InterruptedException {
        free.acquire(AT_ONCE);
        free.release(AT_ONCE);
        Map<String, Long> counted = new ConcurrentSkipListMap<>();
        answers.forEach((how, count) -> counted.put(how, count.sum()));
        return counted;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
