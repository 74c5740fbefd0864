package io.alambic.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Deadline;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemoteNetworkTest {

    private static final CallSettings CALLS = new CallSettings(Duration.ofSeconds(20), Duration.ofSeconds(40));

    private final NDManager manager = NDManager.newBaseManager();
    private final AtomicLong nanos = new AtomicLong();
    private final Deadline.Ticker ticker = new Deadline.Ticker() {
        @Override
        public long nanoTime() {
            return nanos.get();
        }
    };
    private final List<Duration> pauses = new ArrayList<>();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void anOverloadedServerIsAskedAgainAfterPausesThatDouble() throws IOException {
        try (RemoteServer server = new RemoteServer();
                RemoteNetwork network = connect(server)) {
            // Given
            server.refuseNext(Status.UNAVAILABLE, Status.RESOURCE_EXHAUSTED, Status.UNAVAILABLE);

            // When
            NDArray scores = network.forward(Map.of("values", manager.ones(new Shape(1, 2))))
                    .get("scores");

            // Then
            assertThat(scores.toFloatArray()).containsExactly(2, 2);
            assertThat(pauses).containsExactly(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(200));
        }
    }

    @Test
    void aCallUnderWhichTheConnectionClosesIsAskedAgain() throws IOException {
        try (RemoteServer server = new RemoteServer();
                RemoteNetwork network = connect(server, new ClosedUnderTheCall())) {
            // Given
            server.refuseNext(Status.UNKNOWN);

            // When
            NDArray scores = network.forward(Map.of("values", manager.ones(new Shape(1, 2))))
                    .get("scores");

            // Then
            assertThat(scores.toFloatArray()).containsExactly(2, 2);
            assertThat(pauses).containsExactly(Duration.ofMillis(50));
        }
    }

    /** Gives what fails the cause that gRPC gives a call in such a connection. */
    private static final class ClosedUnderTheCall implements ClientInterceptor {

        @Override
        public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<R> listener, Metadata headers) {
                    super.start(
                            new SimpleForwardingClientCallListener<>(listener) {
                                @Override
                                public void onClose(Status status, Metadata trailers) {
                                    Status closed = status.withCause(new ClosedChannelException());
                                    super.onClose(status.isOk() ? status : closed, trailers);
                                }
                            },
                            headers);
                }
            };
        }
    }

    @Test
    void whenTheBudgetIsUsedUpTheTeacherIsUnavailable() throws IOException {
        try (RemoteServer server = new RemoteServer();
                RemoteNetwork network = connect(server)) {
            // Given
            server.refuseNext(java.util.Collections.nCopies(100, Status.UNAVAILABLE.withDescription("restarting"))
                    .toArray(Status[]::new));

            // Then
            assertThatThrownBy(() -> network.forward(Map.of("values", manager.ones(new Shape(1, 2)))))
                    .isInstanceOf(ModelUnavailableException.class)
                    .hasMessage(server.source() + " does not answer: UNAVAILABLE: restarting");
            assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus)).isLessThan(CALLS.budget());
        }
    }

    @Test
    void aRefusalThatWillNotPassIsNotAskedAgain() throws IOException {
        try (RemoteServer server = new RemoteServer();
                RemoteNetwork network = connect(server)) {
            // Given
            server.refuseNext(Status.INVALID_ARGUMENT.withDescription("too long"));

            // Then
            assertThatThrownBy(() -> network.forward(Map.of("values", manager.ones(new Shape(1, 2)))))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage(server.source() + " refuses: INVALID_ARGUMENT: too long");
            assertThat(pauses).isEmpty();
        }
    }

    private RemoteNetwork connect(RemoteServer server, ClientInterceptor... interceptors) throws IOException {
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        "127.0.0.1", server.source().port())
                .usePlaintext()
                .intercept(interceptors)
                .build();
        return RemoteNetwork.connect(List.of(), new RemoteCalls(server.source(), CALLS, channel, ticker, this::pause));
    }

    private void pause(Duration time) {
        pauses.add(time);
        nanos.addAndGet(time.toNanos());
    }
}
