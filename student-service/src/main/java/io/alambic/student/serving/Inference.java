package io.alambic.student.serving;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Answers one request with one snapshot. Thread safe; each thread has its own workspace. */
final class Inference {

    private final String model;
    private final ServedModels models;
    private final InferenceRequests requests;
    private final Supplier<NDManager> engine;
    private final ThreadLocal<Workspace> workspaces = ThreadLocal.withInitial(Workspace::new);

    /**
     * Inference with whatever is served when a request comes.
     *
     * @param engine the manager under which passes keep their arrays; asked once there is a snapshot
     */
    Inference(String model, Signature signature, int maxBatch, ServedModels models, Supplier<NDManager> engine) {
        this.model = model;
        this.models = models;
        this.requests = new InferenceRequests(signature, maxBatch);
        this.engine = engine;
    }

    /**
     * The answer.
     *
     * @throws io.grpc.StatusRuntimeException where the request is refused
     */
    ModelInferResponse infer(ModelInferRequest request) {
        requireModel(request.getModelName());
        try (ServedModels.Lease lease = models.lease().orElseThrow(() -> Refused.noWeightsYet(model));
                NDManager scope = engine.get().newSubManager()) {
            ServedModel served = lease.model();
            requireVersion(request.getModelVersion(), served);
            List<TensorSpec> wanted = requests.outputs(request);
            Map<String, NDArray> inputs = requests.inputs(request, workspaces.get(), scope);
            return InferenceResponses.response(
                    request, served, wanted, served.network().forward(inputs));
        }
    }

    /** Refuses a name that is not the student's. */
    void requireModel(String name) {
        if (!model.equals(name)) {
            throw Refused.notFound("no model '%s'; this server has '%s'", name, model);
        }
    }

    /** Refuses a version that is not the snapshot's; the empty one leaves the choice to the server. */
    void requireVersion(String version, ServedModel served) {
        if (!isVersion(version, served)) {
            throw Refused.notFound("version '%s' of model '%s' is not served; %d is", version, model, served.version());
        }
    }

    static boolean isVersion(String version, ServedModel served) {
        return version.isEmpty() || version.equals(Long.toString(served.version()));
    }
}
