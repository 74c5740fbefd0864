package io.alambic.student.grpc;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.InputRanges;
import io.alambic.core.model.Signature;
import io.alambic.core.task.Tasks;
import io.alambic.mapping.RecordMapping;
import io.alambic.student.Recorder;
import io.alambic.student.ServingSettings;
import io.alambic.student.admission.AdmissionListener;
import io.alambic.student.admission.ConnectionLimits;
import io.alambic.student.canary.CanarySettings;
import io.alambic.student.inference.Batching;
import io.alambic.student.inference.InferencePipeline;
import io.alambic.student.inference.InferenceSettings;
import io.alambic.student.inference.PassObserver;
import io.alambic.student.inference.QueueLimits;
import io.alambic.student.registry.ServedModels;
import io.alambic.student.threads.TestThreads;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What serves in tests. */
public final class Serving {

    /** Streams that may be open. */
    public static final int STREAMS = 16;

    /** Limits that no test meets by chance. */
    public static final ConnectionLimits LIMITS =
            new ConnectionLimits(64, 100, Duration.ofHours(1), Duration.ofHours(1), 64 << 20, STREAMS);

    /** Memory for requests, and for clients. */
    static final long MEMORY = 64 << 20;

    private Serving() {}

    /** A server that answers with what is served, and its pipeline. */
    static InferenceServer server(
            ServingSettings settings, Signature signature, ServedModels models, NDManager engine, Recorder recorder) {
        InferencePipeline pipeline = new InferencePipeline(
                settings.inference(),
                signature,
                InputRanges.NONE,
                models,
                () -> engine,
                InstantSource.system(),
                System::nanoTime,
                recorder,
                PassObserver.NONE,
                TestThreads.supervisor());
        return new InferenceServer(
                settings.grpc(),
                pipeline,
                List.of(),
                new OpenStreams(STREAMS),
                AdmissionListener.NONE,
                TestThreads.supervisor());
    }

    /** Nothing yet; the newest version alone answers. */
    public static ServedModels models() {
        return new ServedModels(1, InstantSource.system(), () -> {});
    }

    /** A local server of the model "student" with as many threads; so many calls may wait. */
    public static ServingSettings settings(int threads, int queue) {
        return settings(threads, queue, CanarySettings.OFF);
    }

    /** The same, where candidates are tried on requests. */
    public static ServingSettings settings(int threads, int queue, CanarySettings canary) {
        return settings(0, threads, queue, new Batching(64, Duration.ZERO, List.of()), canary, List.of());
    }

    public static ServingSettings settings(int port, int threads, int queue, Batching batching, List<String> labels) {
        return settings(port, threads, queue, batching, CanarySettings.OFF, labels);
    }

    /** A server of one thread that answers about records. */
    public static ServingSettings mapped(RecordMapping mapping) {
        ServingSettings tensors = settings(1, 16);
        InferenceSettings inference = tensors.inference();
        return new ServingSettings(
                new InferenceSettings(
                        inference.model(),
                        inference.task(),
                        inference.serverVersion(),
                        inference.threads(),
                        inference.queue(),
                        inference.batching(),
                        inference.maxBatch(),
                        inference.requestBytes(),
                        inference.clientBytes(),
                        inference.outputs(),
                        inference.labels(),
                        Optional.of(mapping)),
                tensors.grpc(),
                tensors.versions(),
                tensors.canary(),
                tensors.stopWithin());
    }

    /** A server of one thread whose port is encrypted. */
    static ServingSettings encrypted(ServerTls tls) {
        return settings(
                0, Optional.of(tls), 1, 16, new Batching(64, Duration.ZERO, List.of()), CanarySettings.OFF, List.of());
    }

    private static ServingSettings settings(
            int port, int threads, int queue, Batching batching, CanarySettings canary, List<String> labels) {
        return settings(port, Optional.empty(), threads, queue, batching, canary, labels);
    }

    /** A server of one thread, for large requests, with the limits of a test. */
    static ServingSettings limited(ConnectionLimits limits) {
        Batching batching = new Batching(64, Duration.ZERO, List.of());
        return new ServingSettings(
                new InferenceSettings(
                        "student",
                        Tasks.CLASSIFICATION,
                        "test",
                        1,
                        new QueueLimits(64, MEMORY),
                        batching,
                        64,
                        MEMORY,
                        MEMORY,
                        List.of(),
                        List.of(),
                        Optional.empty()),
                new GrpcSettings("localhost", 0, Optional.empty(), 16 << 20, limits, Duration.ofSeconds(2)),
                1,
                CanarySettings.OFF,
                Duration.ofSeconds(25));
    }

    private static ServingSettings settings(
            int port,
            Optional<ServerTls> tls,
            int threads,
            int queue,
            Batching batching,
            CanarySettings canary,
            List<String> labels) {
        return new ServingSettings(
                new InferenceSettings(
                        "student",
                        Tasks.CLASSIFICATION,
                        "test",
                        threads,
                        new QueueLimits(queue, 1 << 20),
                        batching,
                        64,
                        MEMORY,
                        MEMORY,
                        List.of(),
                        labels,
                        Optional.empty()),
                new GrpcSettings("localhost", port, tls, 1 << 20, LIMITS, Duration.ofSeconds(2)),
                1,
                canary,
                Duration.ofSeconds(25));
    }
}
