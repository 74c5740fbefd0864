package io.alambic.bench.load;

import io.alambic.bench.measure.Latencies;
import io.alambic.cli.UserError;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.v1.StudentServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Generates load: clients of one server that each send the next request as soon as the last is answered. They share one
 * thread and a few connections, and their requests are bytes made in advance, so that they take little processor time
 * from what they measure. Used by one thread.
 */
public final class LoadGenerator implements AutoCloseable {

    private static final int CONNECTIONS = 8;
    private static final int SETTLING_PART = 4;
    private static final long TIMEOUT_SECONDS = 60;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int MILLIS_PER_SECOND = 1000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final NioEventLoopGroup loop = new NioEventLoopGroup(1, new DefaultThreadFactory("load-generator", true));
    private final long thread;
    private final List<ManagedChannel> channels = new ArrayList<>();

    /**
     * Clients of the server at an address.
     *
     * @param address host and port
     */
    public LoadGenerator(String address) {
        for (int i = 0; i < CONNECTIONS; i++) {
            channels.add(NettyChannelBuilder.forTarget(address)
                    .usePlaintext()
                    .directExecutor()
                    .eventLoopGroup(loop)
                    .channelType(NioSocketChannel.class)
                    .build());
        }
        this.thread = loop.submit(() -> Thread.currentThread().getId())
                .awaitUninterruptibly()
                .getNow();
    }

    /**
     * Result of a turn.
     *
     * @param callsPerSecond answered
     * @param latencies of each answered call
     * @param cpu processor time of the clients' thread in the time that the turn took, 0..1
     */
    public record Turn(double callsPerSecond, Latencies latencies, double cpu) {}

    /** Returns a stub of the operator's service. */
    public StudentServiceGrpc.StudentServiceBlockingStub operator() {
        return StudentServiceGrpc.newBlockingStub(channels.get(0)).withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /** Returns a blocking stub of the inference protocol. */
    public GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub blocking() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channels.get(0))
                .withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Runs a number of clients for a length of time.
     *
     * @param request every time
     * @throws UserError if a call is refused, or answered with less than it asked for
     */
    public Turn ask(CallKind calls, byte[] request, int clients, Duration slice) throws InterruptedException {
        LatencyRecorder recorder = new LatencyRecorder(calls);
        CountDownLatch left = new CountDownLatch(clients);
        for (int i = 0; i < clients; i++) {
            ManagedChannel channel = channels.get(i % CONNECTIONS);
            LoadClient client = new LoadClient(channel, calls.streaming(), true, request, recorder, left);
            loop.execute(client::start);
        }
        Thread.sleep(slice.dividedBy(SETTLING_PART).toMillis());
        long cpu = THREADS.getThreadCpuTime(thread);
        long start = recorder.begin();
        Thread.sleep(slice.toMillis());
        long nanos = recorder.end() - start;
        cpu = THREADS.getThreadCpuTime(thread) - cpu;
        if (!left.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new UserError("%d clients wait in vain for an answer.".formatted(left.getCount()));
        }
        Latencies latencies = recorder.latencies();
        return new Turn(latencies.count() * NANOS_PER_SECOND / nanos, latencies, (double) cpu / nanos);
    }

    /**
     * Sends calls at a steady rate, whether or not earlier ones are answered; the latency of a call counts from when it
     * was due.
     *
     * @throws UserError if a call is refused, or answered with less than it asked for
     */
    public Latencies callSteadily(CallKind calls, byte[] request, int perSecond, Duration slice)
            throws InterruptedException {
        LatencyRecorder recorder = new LatencyRecorder(calls);
        int count = Math.toIntExact(Math.max(1, slice.toMillis() * perSecond / MILLIS_PER_SECOND));
        CountDownLatch left = new CountDownLatch(count);
        long start = recorder.begin();
        for (int i = 0; i < count; i++) {
            LoadClient call = new LoadClient(channels.get(i % CONNECTIONS), false, false, request, recorder, left);
            long due = start + (long) (i * NANOS_PER_SECOND / perSecond);
            Future<?> unused = loop.schedule(() -> call.start(due), due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        if (!left.await(slice.toSeconds() + TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new UserError("%d calls wait in vain for an answer.".formatted(left.getCount()));
        }
        recorder.end();
        return recorder.latencies();
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
