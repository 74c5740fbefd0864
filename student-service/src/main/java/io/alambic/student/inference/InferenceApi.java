package io.alambic.student.inference;

import io.alambic.inference.ModelConfig;
import io.alambic.inference.ModelDynamicBatching;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelMetadataResponse;
import io.alambic.inference.ModelStatisticsResponse;
import io.alambic.inference.RepositoryIndexResponse;
import io.alambic.inference.RepositoryIndexResponse.ModelIndex;
import io.alambic.inference.ServerMetadataResponse;
import io.alambic.student.admission.RequestMemory;
import io.alambic.student.protocol.CheckedRequest;
import io.alambic.student.protocol.InferenceRequests;
import io.alambic.student.protocol.ModelFacts;
import io.alambic.student.protocol.RecordInput;
import io.alambic.student.protocol.Refused;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Implements the Open Inference Protocol independently of the transport: gRPC and HTTP are codecs in front of it.
 * Refusals throw a {@link StatusRuntimeException}. Thread safe.
 */
public final class InferenceApi {

    private static final Logger LOG = LoggerFactory.getLogger(InferenceApi.class);
    private static final String SERVER = "alambic-student";
    private static final List<String> EXTENSIONS =
            List.of("binary_tensor_data", "classification", "model_configuration", "model_repository", "statistics");

    private final String model;
    private final String release;
    private final ServedModels models;
    private final ModelFacts facts;
    private final ModelConfig config;
    private final InferenceRequests requests;
    private final Optional<RecordIntake> records;
    private final Set<String> recordHeaders;
    private final CallQueue queue;
    private final InstantSource clock;
    private final LongSupplier nanoClock;
    private final InferenceListener listener;
    private final RequestMemory memory;
    private final RequestMemory clientMemory;
    private final Executor decoder;

    /**
     * Creates an API that puts checked requests into the queue.
     *
     * @param records maps the records of requests; empty where every request brings tensors
     */
    InferenceApi(
            InferenceSettings settings,
            ServedModels models,
            ModelFacts facts,
            InferenceRequests requests,
            Optional<RecordIntake> records,
            CallQueue queue,
            InstantSource clock,
            LongSupplier nanoClock,
            InferenceListener listener,
            RequestMemory memory,
            RequestMemory clientMemory,
            Executor decoder) {
        this.model = settings.model();
        this.release = settings.serverVersion();
        this.models = models;
        this.facts = facts;
        this.config = config(settings, facts);
        this.requests = requests;
        this.records = records;
        this.recordHeaders = records.map(RecordIntake::headers).orElse(Set.of());
        this.queue = queue;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.listener = listener;
        this.memory = memory;
        this.clientMemory = clientMemory;
        this.decoder = decoder;
    }

    private static ModelConfig config(InferenceSettings settings, ModelFacts facts) {
        Batching batching = settings.batching();
        return facts.config()
                .setMaxBatchSize(settings.maxBatch())
                .setDynamicBatching(ModelDynamicBatching.newBuilder()
                        .addAllPreferredBatchSize(batching.preferredSamples())
                        .setMaxQueueDelayMicroseconds(TimeUnit.NANOSECONDS.toMicros(
                                batching.maxDelay().toNanos())))
                .build();
    }

    /** Returns the memory in which every protocol reads its requests. */
    public RequestMemory memory() {
        return memory;
    }

    /** Returns the memory for the bodies that HTTP clients send and read, from their beginning to the end of the answer. */
    public RequestMemory clientMemory() {
        return clientMemory;
    }

    /** Returns the thread for decoding what takes long, so that it delays nobody else's request. */
    public Executor decoder() {
        return decoder;
    }

    /** Queues a request, which is answered by another thread; refuses an invalid one as soon as it is checked. */
    public void infer(ModelInferRequest request, ResponseHandler handler) {
        ResponseHandler observed = new TimedResponseHandler(handler, listener, nanoClock);
        try {
            requireModel(request.getModelName());
            requireVersion(request.getModelVersion());
            if (records.isPresent() && RecordInput.isIn(request)) {
                records.get()
                        .map(
                                request,
                                mapped -> queue(() -> requests.check(mapped), observed),
                                e -> refuse(observed, e));
                return;
            }
        } catch (RuntimeException e) {
            refuse(observed, e);
            return;
        }
        queue(() -> requests.check(request), observed);
    }

    private void queue(Supplier<CheckedRequest> check, ResponseHandler observed) {
        CheckedRequest checked;
        try {
            checked = check.get();
        } catch (RuntimeException e) {
            refuse(observed, e);
            return;
        }
        ResponseHandler answered = new ReportingResponseHandler(observed, checked, requests.inputs(), listener);
        queue.offer(new InferenceCall(checked, answered, nanoClock.getAsLong()));
    }

    private void refuse(ResponseHandler observed, RuntimeException reason) {
        if (reason instanceof StatusRuntimeException refusal) {
            observed.refused(refusal);
            return;
        }
        LOG.error("model={} A request could not be checked", model, reason);
        observed.refused(Status.INTERNAL
                .withDescription("the request could not be checked: " + reason)
                .asRuntimeException());
    }

    /** Returns whether a request may bring a record in place of tensors. */
    public boolean readsRecords() {
        return records.isPresent();
    }

    /** Returns the names of the headers of a record that are read. */
    public Set<String> recordHeaders() {
        return recordHeaders;
    }

    /** Returns whether a model serves. */
    public boolean ready() {
        return models.isReady();
    }

    /**
     * Returns whether the model, or one version of it, answers.
     *
     * @param version empty for the current one
     */
    public boolean modelReady(String name, String version) {
        requireModel(name);
        return answers(version, models.versions());
    }

    private static boolean answers(String version, List<ServedModel> versions) {
        for (ServedModel one : versions) {
            if (names(version, one)) {
                return true;
            }
        }
        return false;
    }

    private static boolean names(String version, ServedModel one) {
        return version.isEmpty() || version.equals(Long.toString(one.version()));
    }

    /** Returns the server's name, release and extensions. */
    public ServerMetadataResponse serverMetadata() {
        return ServerMetadataResponse.newBuilder()
                .setName(SERVER)
                .setVersion(release)
                .addAllExtensions(EXTENSIONS)
                .build();
    }

    /**
     * Returns the model's inputs, outputs and versions.
     *
     * @param version empty for the current one
     */
    public ModelMetadataResponse modelMetadata(String name, String version) {
        requireModel(name);
        Optional<ServedModels.Lease> lease = models.lease(version);
        if (lease.isEmpty() && version.isEmpty()) {
            return facts.describe().build();
        }
        try (ServedModels.Lease open = lease.orElseThrow(() -> Refused.notServed(model, version, models.versions()))) {
            return facts.describe(open.model(), models.versions());
        }
    }

    /**
     * Returns how the model is served.
     *
     * @param version empty for the current one
     */
    public ModelConfig modelConfig(String name, String version) {
        requireModel(name);
        if (!version.isEmpty()) {
            requireVersion(version);
        }
        return config;
    }

    /**
     * Returns statistics of the versions that answer.
     *
     * @param name empty for every model
     * @param version empty for every version
     */
    public ModelStatisticsResponse statistics(String name, String version) {
        if (!name.isEmpty()) {
            requireModel(name);
        }
        if (!version.isEmpty()) {
            requireVersion(version);
        }
        ModelStatisticsResponse.Builder response = ModelStatisticsResponse.newBuilder();
        for (ServedModel one : models.versions()) {
            if (names(version, one)) {
                response.addModelStats(
                        one.statistics().toProto(model, one.version(), clock.millis(), nanoClock.getAsLong()));
            }
        }
        return response.build();
    }

    /**
     * Lists the versions that answer; before the first promotion, the model without a version.
     *
     * @param readyOnly omits a model that does not answer
     */
    public RepositoryIndexResponse index(boolean readyOnly) {
        RepositoryIndexResponse.Builder index = RepositoryIndexResponse.newBuilder();
        List<ServedModel> versions = models.versions();
        for (ServedModel one : versions) {
            index.addModels(ModelIndex.newBuilder()
                    .setName(model)
                    .setVersion(Long.toString(one.version()))
                    .setState("READY"));
        }
        if (versions.isEmpty() && !readyOnly) {
            index.addModels(ModelIndex.newBuilder()
                    .setName(model)
                    .setState("UNAVAILABLE")
                    .setReason("no weights have been promoted yet"));
        }
        return index.build();
    }

    /** Refuses unless the model serves: only the trainer loads it. */
    public void load(String name, boolean withParameters) {
        requireModel(name);
        if (withParameters) {
            throw Refused.invalid("model '%s' is loaded as it was trained; parameters do not change it", model);
        }
        requireVersion("");
    }

    /** Refuses: the model cannot be unloaded. */
    public void unload(String name) {
        requireModel(name);
        throw Status.FAILED_PRECONDITION
                .withDescription("model '%s' is what this server is for and stays loaded".formatted(model))
                .asRuntimeException();
    }

    private void requireModel(String name) {
        if (!model.equals(name)) {
            throw Refused.notFound("no model '%s'; this server has '%s'", name, model);
        }
    }

    private void requireVersion(String version) {
        List<ServedModel> versions = models.versions();
        if (!answers(version, versions)) {
            throw Refused.notServed(model, version, versions);
        }
    }
}
