package io.alambic.models;

import io.alambic.core.digest.NativeCryptography;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Calls a server of the Open Inference Protocol. Each attempt has a deadline. While the server is overloaded or restarts, the
 * call is repeated after a pause that doubles, until the budget is used up. Thread safe.
 *
 * <p>gRPC's own retry policy does not fit: it limits the number of attempts and not their time, it has no deadline for one
 * attempt, and it cannot tell an UNKNOWN whose cause is a closed connection from one that the model answered.
 */
final class RemoteCalls implements AutoCloseable {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Set<Status.Code> ASK_AGAIN = Set.of(Status.Code.UNAVAILABLE, Status.Code.RESOURCE_EXHAUSTED);
    private static final Set<Status.Code> GIVE_UP_FOR_NOW =
            Set.of(Status.Code.DEADLINE_EXCEEDED, Status.Code.CANCELLED);

    /** Waits between two attempts; a test advances its clock instead. */
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    private final ModelSource.Remote remote;
    private final CallSettings settings;
    private final ManagedChannel channel;
    private final GRPCInferenceServiceBlockingStub stub;
    private final Deadline.Ticker ticker;
    private final Pause pause;

    /** Uses a channel, which {@link #close} closes. */
    RemoteCalls(
            ModelSource.Remote remote,
            CallSettings settings,
            ManagedChannel channel,
            Deadline.Ticker ticker,
            Pause pause) {
        this.remote = remote;
        this.settings = settings;
        this.channel = channel;
        this.stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);
        this.ticker = ticker;
        this.pause = pause;
    }

    /** Uses a connection of its own, which the first call opens. */
    static RemoteCalls over(ModelSource.Remote remote, CallSettings settings) {
        NettyChannelBuilder builder =
                NettyChannelBuilder.forAddress(remote.host(), remote.port()).maxInboundMessageSize(Integer.MAX_VALUE);
        if (remote.encrypted()) {
            NativeCryptography.install();
            builder.useTransportSecurity();
        } else {
            builder.usePlaintext();
        }
        return new RemoteCalls(
                remote,
                settings,
                builder.build(),
                Deadline.getSystemTicker(),
                time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()));
    }

    /** Returns the model that is called. */
    ModelSource.Remote remote() {
        return remote;
    }

    /**
     * Returns the server's answer.
     *
     * @throws ModelUnavailableException if it does not answer at present
     * @throws IllegalStateException if it refuses the call; a repetition would be refused too
     */
    <R> R call(Function<GRPCInferenceServiceBlockingStub, R> action) {
        Deadline end = Deadline.after(settings.budget().toNanos(), TimeUnit.NANOSECONDS, ticker);
        long wait = FIRST_PAUSE_NANOS;
        while (true) {
            long left = end.timeRemaining(TimeUnit.NANOSECONDS);
            try {
                return action.apply(stub.withDeadlineAfter(
                        Math.min(left, settings.deadline().toNanos()), TimeUnit.NANOSECONDS));
            } catch (StatusRuntimeException e) {
                Status.Code code = e.getStatus().getCode();
                if (!askAgain(e.getStatus()) && !GIVE_UP_FOR_NOW.contains(code)) {
                    throw new IllegalStateException("%s refuses: %s".formatted(remote, e.getMessage()), e);
                }
                if (GIVE_UP_FOR_NOW.contains(code) || end.timeRemaining(TimeUnit.NANOSECONDS) <= wait) {
                    throw new ModelUnavailableException("%s does not answer: %s".formatted(remote, e.getMessage()), e);
                }
                rest(wait, e);
                wait = Math.min(2 * wait, LONGEST_PAUSE_NANOS);
            }
        }
    }

    /** gRPC reports a connection that closes during a call as UNKNOWN; only the cause tells. */
    private static boolean askAgain(Status status) {
        return ASK_AGAIN.contains(status.getCode()) || status.getCause() instanceof ClosedChannelException;
    }

    private void rest(long nanos, StatusRuntimeException reason) {
        try {
            pause.of(Duration.ofNanos(nanos));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelUnavailableException("%s was not asked again".formatted(remote), reason);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
