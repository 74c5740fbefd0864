package io.alambic.models.remote;

import io.alambic.core.digest.NativeCryptography;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelMetadataRequest;
import io.alambic.inference.ModelMetadataResponse;
import io.alambic.models.ModelSource;
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
import java.util.regex.Pattern;

/**
 * Calls a server of the Open Inference Protocol. Each attempt has a deadline. While the server is overloaded or restarts, the
 * call is repeated after a pause that doubles, until the budget of its pass is used up. A call that the server answers with an error which
 * may be a temporary one of its own is repeated a few times. Thread safe.
 *
 * <p>gRPC's own retry policy does not fit: it limits the number of attempts and not their time, it has no deadline for one
 * attempt, and it cannot tell an UNKNOWN whose cause is a closed connection from one that the model answered.
 */
public final class RemoteCalls implements InferenceCalls {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long FIRST_PAUSE_AFTER_ERROR_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Set<Status.Code> LASTING = Set.of(
            Status.Code.INVALID_ARGUMENT,
            Status.Code.NOT_FOUND,
            Status.Code.ALREADY_EXISTS,
            Status.Code.UNIMPLEMENTED,
            Status.Code.UNAUTHENTICATED,
            Status.Code.PERMISSION_DENIED,
            Status.Code.FAILED_PRECONDITION,
            Status.Code.OUT_OF_RANGE);
    private static final Set<Status.Code> ASK_AGAIN = Set.of(Status.Code.UNAVAILABLE, Status.Code.RESOURCE_EXHAUSTED);
    private static final Set<Status.Code> GIVE_UP_FOR_NOW =
            Set.of(Status.Code.DEADLINE_EXCEEDED, Status.Code.CANCELLED);

    /** How servers in C, Python, Go and Java say that a message is too large. */
    private static final Pattern TOO_LARGE = Pattern.compile("larger than max|exceeds maximum size");

    /** The largest message that a server takes unless it is told otherwise, in every implementation of gRPC. */
    private static final int USUAL_LIMIT = 4 << 20;

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
    public static RemoteCalls over(ModelSource.Remote remote, CallSettings settings) {
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

    @Override
    public String model() {
        return remote.model();
    }

    @Override
    public ModelMetadataResponse metadata(int attempts) {
        ModelMetadataRequest request =
                ModelMetadataRequest.newBuilder().setName(remote.model()).build();
        return call(request.getSerializedSize(), end(), attempts, each -> each.modelMetadata(request));
    }

    @Override
    public long end() {
        return ticker.nanoTime() + settings.budget().toNanos();
    }

    @Override
    public ModelInferResponse infer(ModelInferRequest request, long endNanos, int attempts) {
        return call(request.getSerializedSize(), endNanos, attempts, each -> each.modelInfer(request));
    }

    /**
     * Returns the server's answer.
     *
     * @param bytes size of the request
     * @param endNanos as {@link #end()}
     * @param attempts how often the call is made while the server answers it with an error that may pass
     * @throws RequestTooLargeException if the server takes only smaller requests
     * @throws ModelUnavailableException if it does not answer at present
     * @throws ModelRefusedException if it answers with an error
     */
    private <R> R call(int bytes, long endNanos, int attempts, Function<GRPCInferenceServiceBlockingStub, R> action) {
        if (endNanos - ticker.nanoTime() <= 0) {
            throw new ModelUnavailableException(
                    "%s was not asked: the other calls of this pass used up its budget".formatted(remote), null);
        }
        long wait = FIRST_PAUSE_NANOS;
        long waitAfterError = FIRST_PAUSE_AFTER_ERROR_NANOS;
        int errors = 0;
        while (true) {
            long left = Math.max(1, endNanos - ticker.nanoTime());
            try {
                return action.apply(stub.withDeadlineAfter(
                        Math.min(left, settings.deadline().toNanos()), TimeUnit.NANOSECONDS));
            } catch (StatusRuntimeException e) {
                Status status = e.getStatus();
                if (isTooLarge(status, bytes)) {
                    throw new RequestTooLargeException(e);
                }
                boolean isAway = askAgain(status) || GIVE_UP_FOR_NOW.contains(status.getCode());
                errors += isAway ? 0 : 1;
                long pause = isAway ? wait : waitAfterError;
                if (LASTING.contains(status.getCode()) || errors == attempts) {
                    boolean mayPass = !LASTING.contains(status.getCode());
                    throw new ModelRefusedException("%s refuses: %s".formatted(remote, e.getMessage()), mayPass, e);
                }
                if (GIVE_UP_FOR_NOW.contains(status.getCode()) || endNanos - ticker.nanoTime() <= pause) {
                    throw new ModelUnavailableException("%s does not answer: %s".formatted(remote, e.getMessage()), e);
                }
                rest(pause, e);
                if (isAway) {
                    wait = Math.min(2 * wait, LONGEST_PAUSE_NANOS);
                } else {
                    waitAfterError *= 2;
                }
            }
        }
    }

    /** A server in Java closes the stream of a message that is too large, without a reason. */
    private static boolean isTooLarge(Status status, int bytes) {
        return switch (status.getCode()) {
            case RESOURCE_EXHAUSTED ->
                TOO_LARGE.matcher(String.valueOf(status.getDescription())).find();
            case CANCELLED ->
                bytes > USUAL_LIMIT && String.valueOf(status.getDescription()).contains("RST_STREAM");
            default -> false;
        };
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

    @Override
    public String toString() {
        return remote.toString();
    }
}
