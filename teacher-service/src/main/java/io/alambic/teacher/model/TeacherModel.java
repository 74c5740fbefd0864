package io.alambic.teacher.model;

import ai.djl.ndarray.NDManager;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.evaluate.ProbabilityCheck;
import io.alambic.core.model.BucketedNetwork;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.OpenOutputs;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.models.ClassAnswers;
import io.alambic.models.ModelIdentity;
import io.alambic.models.ModelSource;
import io.alambic.models.OpenedModel;
import io.alambic.models.Probabilities;
import io.alambic.models.Spending;
import io.alambic.models.VaryingOutputs;
import io.alambic.models.remote.ModelRefusedException;
import io.alambic.models.remote.ModelUnavailableException;
import java.io.IOException;
import java.util.List;

/**
 * A model, in native memory or on another server, that all of its {@link NetworkTeacher}s share. Owns the weights or the
 * connection; close it after the teachers. Thread safe.
 */
public final class TeacherModel implements AutoCloseable {

    private final ModelSettings settings;
    private final NDManager manager;
    private final ModelIdentity identity;
    private final InferenceNetwork network;
    private final RefusalJudge judge;

    private TeacherModel(ModelSettings settings, NDManager manager, ModelIdentity identity, InferenceNetwork network) {
        this.settings = settings;
        this.manager = manager;
        this.identity = identity;
        this.network = network;
        this.judge = new RefusalJudge(network.signature().inputs());
    }

    /**
     * Loads a model, or connects to it.
     *
     * @throws IOException if there is no whole model, or its server does not answer
     * @throws IllegalArgumentException if the model lacks an input or output that the settings name; the
     *     message names those it has
     */
    public static TeacherModel load(ModelSettings settings) throws IOException {
        NDManager manager = NDManager.newBaseManager();
        try {
            OpenedModel model = OpenedModel.open(settings.source(), settings.inputs(), settings.calls(), manager);
            return new TeacherModel(settings, manager, model.identity(), network(model, settings, manager));
        } catch (ModelRefusedException | ModelUnavailableException e) {
            manager.close();
            throw new IOException(e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static InferenceNetwork network(OpenedModel model, ModelSettings settings, NDManager manager) {
        try {
            InferenceNetwork network = model.pick(settings.picks(model.network().signature()));
            InferenceNetwork logits = logits(network, settings, manager);
            requireNumbers(logits.signature().output(Signature.LOGITS));
            return bucketed(logits, settings, manager);
        } catch (RuntimeException e) {
            model.network().close();
            throw e;
        }
    }

    private static InferenceNetwork logits(InferenceNetwork network, ModelSettings settings, NDManager manager) {
        return switch (settings.logitsFrom().form()) {
            case LOGITS -> network;
            case PROBABILITIES -> new Probabilities(network);
            case INDEPENDENT_PROBABILITIES -> Probabilities.independent(network);
            case CLASSES -> new ClassAnswers(network, settings.logitsFrom().classes());
            case AUTO -> {
                boolean probabilities = !settings.source().isElsewhere()
                        && ProbabilityCheck.areAnswered(network, Signature.LOGITS, manager);
                yield probabilities ? new Probabilities(network) : network;
            }
        };
    }

    private static InferenceNetwork bucketed(InferenceNetwork network, ModelSettings settings, NDManager manager) {
        if (settings.buckets().isEmpty()) {
            return network;
        }
        Buckets buckets = settings.buckets().get();
        List<TensorSpec> outputs = settings.source() instanceof ModelSource.Service
                ? network.signature().outputs()
                : OpenOutputs.of(network, buckets, manager);
        return new BucketedNetwork(network, buckets, outputs);
    }

    private static void requireNumbers(TensorSpec logits) {
        if (logits.sampleShape().dimension() == 0) {
            throw new IllegalArgumentException(
                    "logits must have a shape for each sample, such as [N, C], but are one number for each");
        }
    }

    /** Returns the identity of the model. */
    public ModelIdentity identity() {
        return identity;
    }

    /** Returns what a sample must hold, and what becomes knowledge. */
    public Signature signature() {
        return network.signature();
    }

    /** Returns the outputs that become knowledge. */
    public List<TensorSpec> outputs() {
        return network.signature().outputs();
    }

    /** Returns whether the model answers probabilities, whose logarithms are the logits. */
    public boolean isOfProbabilities() {
        InferenceNetwork answers = network instanceof BucketedNetwork bucketed ? bucketed.network() : network;
        return answers instanceof Probabilities;
    }

    /**
     * Returns the outputs that differ between passes about the same sample. A remote model is not asked.
     *
     * @see VaryingOutputs
     */
    public List<String> varyingOutputs() {
        return settings.source().isElsewhere() ? List.of() : VaryingOutputs.of(network, manager);
    }

    /** Returns what the model has cost since this process started. */
    public Spending spending() {
        return settings.source() instanceof ModelSource.Service service ? service.spending() : Spending.NONE;
    }

    /** Returns a teacher for one thread. */
    public Teacher newTeacher() {
        return new NetworkTeacher(settings, identity(), network, judge, manager);
    }

    @Override
    public void close() {
        network.close();
        manager.close();
    }
}
