package io.alambic.models.remote;

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
    void thePartsOfAPassShareOneBudget() throws IOException {
        try (RemoteServer server = new RemoteServer()) {
            // Given
            server.takeOnly(1);
            ManagedChannel channel = NettyChannelBuilder.forAddress(
                            server.source().host(), server.source().port())
                    .usePlaintext()
                    .build();
            InferenceCalls calls = new RemoteCalls(server.source(), CALLS, channel, ticker, this::pause);
            try (RemoteNetwork network = RemoteNetwork.connect(
                    List.of(),
                    new SlowCalls(
                            calls, () -> nanos.addAndGet(Duration.ofSeconds(15).toNanos())))) {

                // When
                assertThatThrownBy(() -> network.forward(Map.of("values", manager.ones(new Shape(3, 2)))))
                        .isInstanceOf(ModelUnavailableException.class)
                        .hasMessage(
                                server.source() + " was not asked: the other calls of this pass used up its budget");

                // Then
                assertThat(network.forward(Map.of("values", manager.ones(new Shape(2, 2))))
                                .get("scores")
                                .toFloatArray())
                        .containsExactly(2, 2, 2, 2);
            }
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
                    .isInstanceOfSatisfying(ModelRefusedException.class, refusal -> assertThat(refusal.mayPass())
                            .isFalse())
                    .hasMessage(server.source() + " refuses: INVALID_ARGUMENT: too long");
            assertThat(pauses).isEmpty();
        }
    }

    @Test
    void anErrorThatMayPassIsAskedAgainAFewTimes() throws IOException {
        try (RemoteServer server = new RemoteServer();
                RemoteNetwork network = connect(server)) {
            // Given
            server.refuseNext(Status.INTERNAL, Status.UNKNOWN, Status.ABORTED, Status.DATA_LOSS);

            // When
            NDArray scores = network.forward(Map.of("values", manager.ones(new Shape(1, 2))))
                    .get("scores");

            // Then
            assertThat(scores.toFloatArray()).containsExactly(2, 2);
            assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus)).isLessThan(Duration.ofMillis(200));
        }
    }

    @Test
    void anErrorThatStaysIsARefusalThatMayPass() throws IOException {
        try (RemoteServer server = new RemoteServer();
                RemoteNetwork network = connect(server)) {
            // Given
            server.refuse(1, Status.UNKNOWN.withDescription("Exception calling application: 'x'"));

            // Then
            assertThatThrownBy(() -> network.forward(Map.of("values", manager.ones(new Shape(4, 2)))))
                    .isInstanceOfSatisfying(ModelRefusedException.class, refusal -> assertThat(refusal.mayPass())
                            .isTrue())
                    .hasMessage(server.source() + " refuses: UNKNOWN: Exception calling application: 'x'");
            assertThat(server.requests()).hasSize(3);
        }
    }

    @Test
    void aRequestThatTheServerCallsTooLargeIsHalvedAndTheSizeIsRemembered() throws IOException {
        try (RemoteServer server = new RemoteServer();
                RemoteNetwork network = connect(server)) {
            // Given
            Status tooLarge = Status.RESOURCE_EXHAUSTED.withDescription(
                    "SERVER: Received message larger than max (6291622 vs. 4194304)");
            server.refuseNext(tooLarge, tooLarge);
            NDArray values = manager.arange(20f).reshape(new Shape(10, 2));

            // When
            NDArray scores = network.forward(Map.of("values", values)).get("scores");
            network.forward(Map.of("values", values));

            // Then
            assertThat(scores.toFloatArray()).containsExactly(values.mul(2).toFloatArray());
            assertThat(sizes(server)).containsExactly(10L, 5L, 2L, 2L, 2L, 2L, 2L, 2L, 2L, 2L, 2L, 2L);
            assertThat(pauses).isEmpty();
        }
    }

    @Test
    void aServerWithItsUsualLimitOfFourMebibytesIsAskedInParts() throws IOException {
        try (RemoteServer server = new RemoteServer();
                RemoteNetwork network = connect(server)) {
            // Given
            int samples = 1_500_000;
            NDArray values = manager.ones(new Shape(samples, 2));

            // When
            NDArray scores = network.forward(Map.of("values", values)).get("scores");

            // Then
            assertThat(scores.getShape()).isEqualTo(new Shape(samples, 2));
            assertThat(sizes(server)).containsExactly(375_000L, 375_000L, 375_000L, 375_000L);
        }
    }

    @Test
    void oneSampleThatIsTooLargeIsRefused() throws IOException {
        try (RemoteServer server = new RemoteServer();
                RemoteNetwork network = connect(server)) {
            // Given
            server.refuseNext(Status.RESOURCE_EXHAUSTED.withDescription("grpc: received message larger than max"));

            // Then
            assertThatThrownBy(() -> network.forward(Map.of("values", manager.ones(new Shape(1, 2)))))
                    .isInstanceOf(ModelRefusedException.class)
                    .hasMessageContaining("takes no request with 1 sample(s)");
        }
    }

    @Test
    void aModelThatTakesOneSampleIsAskedOneByOne() throws IOException {
        try (RemoteServer server = new RemoteServer()) {
            // Given
            server.takeOnly(1);
            NDArray values = manager.arange(8f).reshape(new Shape(4, 2));

            try (RemoteNetwork network = connect(server)) {
                // When
                NDArray scores = network.forward(Map.of("values", values)).get("scores");

                // Then
                assertThat(scores.toFloatArray()).containsExactly(0, 2, 4, 6, 8, 10, 12, 14);
                assertThat(sizes(server)).containsExactly(1L, 1L, 1L, 1L);
            }
        }
    }

    @Test
    void theBatchOfAModelThatTakesOneSizeIsFilledUp() throws IOException {
        try (RemoteServer server = new RemoteServer()) {
            // Given
            server.takeOnly(3);
            NDArray values = manager.arange(8f).reshape(new Shape(4, 2));

            try (RemoteNetwork network = connect(server)) {
                // When
                NDArray scores = network.forward(Map.of("values", values)).get("scores");

                // Then
                assertThat(scores.toFloatArray()).containsExactly(0, 2, 4, 6, 8, 10, 12, 14);
                assertThat(sizes(server)).containsExactly(3L, 3L);
            }
        }
    }

    private static List<Long> sizes(RemoteServer server) {
        return server.requests().stream()
                .map(request -> request.getInputs(0).getShape(0))
                .toList();
    }

    private RemoteNetwork connect(RemoteServer server, ClientInterceptor... interceptors) throws IOException {
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        "127.0.0.1", server.source().port())
                .usePlaintext()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .intercept(interceptors)
                .build();
        return RemoteNetwork.connect(List.of(), new RemoteCalls(server.source(), CALLS, channel, ticker, this::pause));
    }

    private void pause(Duration time) {
        pauses.add(time);
        nanos.addAndGet(time.toNanos());
    }
}
