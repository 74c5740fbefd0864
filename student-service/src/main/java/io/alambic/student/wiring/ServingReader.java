package io.alambic.student.wiring;

import io.alambic.core.settings.Values;
import io.alambic.student.ServingSettings;
import io.alambic.student.canary.CanarySettings;
import io.alambic.student.grpc.GrpcSettings;
import io.alambic.student.grpc.ServerTls;
import io.alambic.student.inference.Batching;
import io.alambic.student.inference.InferenceSettings;
import io.alambic.student.inference.QueueLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads how inference is served. */
final class ServingReader {

    private final StudentConfig config;
    private final String release;
    private final SettingsCheck check;

    /**
     * Creates a reader.
     *
     * @param release version of this service
     * @param check collects what is invalid
     */
    ServingReader(StudentConfig config, String release, SettingsCheck check) {
        this.config = config;
        this.release = release;
        this.check = check;
    }

    /** Reads the settings of a model of this name. */
    Supplier<ServingSettings> read(Supplier<String> name) {
        Supplier<InferenceSettings> inference = inference(name);
        Supplier<GrpcSettings> grpc = grpc();
        Supplier<Integer> versions =
                check.integer("serving.versions", config.serving().versions());
        Supplier<CanarySettings> canary = canary(config.serving());
        return check.about(
                "grpc", () -> new ServingSettings(inference.get(), grpc.get(), versions.get(), canary.get()));
    }

    private Supplier<InferenceSettings> inference(Supplier<String> name) {
        StudentConfig.Grpc grpc = config.grpc();
        Supplier<Integer> calls = check.integer("grpc.queue", grpc.queue());
        Supplier<Long> bytes =
                check.longInteger("serving.queue-bytes", config.serving().queueBytes());
        Supplier<QueueLimits> queue = check.about("grpc.queue", () -> new QueueLimits(calls.get(), bytes.get()));
        Supplier<Batching> batching = batching(config.serving());
        Supplier<Integer> threads = check.integer("grpc.threads", grpc.threads());
        Supplier<Integer> maxBatch = check.integer("grpc.max-batch", grpc.maxBatch());
        List<String> labels = SettingsCheck.parts(config.serving().labels());
        return check.about(
                "grpc",
                () -> new InferenceSettings(
                        name.get(), release, threads.get(), queue.get(), batching.get(), maxBatch.get(), labels));
    }

    private Supplier<GrpcSettings> grpc() {
        StudentConfig.Grpc grpc = config.grpc();
        Supplier<Integer> port = check.integer("grpc.port", grpc.port());
        Supplier<Optional<ServerTls>> tls = check.check(() -> TlsReader.read(grpc.tls()));
        Supplier<Integer> maxMessageBytes = check.integer("grpc.max-message-bytes", grpc.maxMessageBytes());
        Supplier<Duration> grace = check.duration("grpc.grace", grpc.grace());
        return check.about(
                "grpc", () -> new GrpcSettings(grpc.host(), port.get(), tls.get(), maxMessageBytes.get(), grace.get()));
    }

    private Supplier<CanarySettings> canary(StudentConfig.Serving serving) {
        Supplier<Double> share = check.doubleNumber("serving.canary-share", serving.canaryShare());
        Supplier<Double> shadowShare = check.doubleNumber("serving.shadow-share", serving.shadowShare());
        Supplier<Double> agreement = check.doubleNumber("serving.canary-agreement", serving.canaryAgreement());
        Supplier<Integer> samples = check.integer("serving.canary-samples", serving.canarySamples());
        Supplier<Duration> window = check.duration("serving.canary-window", serving.canaryWindow());
        return check.about(
                "serving",
                () -> new CanarySettings(share.get(), shadowShare.get(), agreement.get(), samples.get(), window.get()));
    }

    private Supplier<Batching> batching(StudentConfig.Serving serving) {
        Supplier<Integer> size = check.integer("serving.batch-size", serving.batchSize());
        Supplier<Duration> delay = check.duration("serving.batch-delay", serving.batchDelay());
        Supplier<List<Integer>> preferred = check.check(() -> SettingsCheck.parts(serving.batchPreferred()).stream()
                .map(text -> Values.integer(check.key("serving.batch-preferred"), text))
                .toList());
        return check.about("serving", () -> new Batching(size.get(), delay.get(), preferred.get()));
    }
}
