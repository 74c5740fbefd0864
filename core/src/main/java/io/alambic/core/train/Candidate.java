package io.alambic.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.alambic.core.cost.Cost;
import io.alambic.core.cost.CostFunction;
import io.alambic.core.cost.TermName;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.optimizer.Backward;
import io.alambic.core.optimizer.Gradients;
import io.alambic.core.optimizer.Optimizer;
import io.alambic.core.tensor.NamedArrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A student in training: network, projectors, optimizer and step count, all under one manager that
 * this object owns and closes. Used by one thread; the engine collects gradients for one candidate of
 * a process at a time.
 */
public final class Candidate implements AutoCloseable {

    private static final String NETWORK = "network/";
    private static final String PROJECTOR = "projector/";
    private static final String OPTIMIZER = "optimizer/";
    private static final String TERMS = "terms/";

    /** Terms are measured by themselves at one of so many steps, as that takes a backward pass for each. */
    static final int STEPS_BETWEEN_TERM_GRADIENTS = 500;

    private final NDManager manager;
    private final TrainableNetwork network;
    private final CandidateSettings settings;
    private final Terms terms;
    private final Optimizer optimizer;
    private final Backward backward;
    private final StepCostReader reader;
    private final TermGradientReader termReader;
    private Hyperparameters hyperparameters;
    private long step;

    private Candidate(
            CandidateSettings settings,
            NDManager manager,
            TrainableNetwork network,
            Map<String, NDArray> state,
            long step) {
        this.manager = manager;
        this.network = network;
        this.settings = settings;
        this.terms = new Terms(settings, manager, NamedArrays.part(state, PROJECTOR), NamedArrays.part(state, TERMS));
        this.optimizer =
                settings.optimizer().create(manager, settings.weightDecay(), step, NamedArrays.part(state, OPTIMIZER));
        this.backward = new Backward(manager);
        this.reader = new StepCostReader(manager);
        this.termReader = new TermGradientReader(manager);
        this.hyperparameters = settings.hyperparameters();
        this.step = step;
        network.learned().values().forEach(weight -> weight.setRequiresGradient(true));
    }

    /** Creates a student with fresh weights. */
    public static Candidate fresh(CandidateSettings settings, NDManager parent) {
        NDManager manager = parent.newSubManager();
        TrainableNetwork network = settings.architecture().newNetwork(manager, settings.seed());
        return new Candidate(settings, manager, network, Map.of(), 0);
    }

    /**
     * Restores a student from its state, which is copied.
     *
     * @param state as returned by {@link #state()}
     * @throws IllegalArgumentException if the state belongs to another architecture
     */
    public static Candidate restored(
            CandidateSettings settings, NDManager parent, Map<String, NDArray> state, long step) {
        NDManager manager = parent.newSubManager();
        try {
            TrainableNetwork network = settings.architecture().newNetwork(manager, NamedArrays.part(state, NETWORK));
            return new Candidate(settings, manager, network, state, step);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /**
     * Changes the hyperparameters from the next step on. They are no part of {@link #state()}.
     *
     * @throws IllegalArgumentException if the student cannot learn with them
     */
    public void update(Hyperparameters changed) {
        if (!changed.equals(hyperparameters)) {
            settings.with(changed);
            hyperparameters = changed;
        }
    }

    /** A step of a student that nobody waits for, as in {@link #train(TrainingBatch, YieldPolicy)}. */
    public StepReport train(TrainingBatch batch) {
        return train(batch, YieldPolicy.NONE);
    }

    /**
     * One step: forward, cost, backward, update. Every intermediate array belongs to the batch's
     * manager.
     *
     * @param yieldPolicy asked before each part that takes long
     * @throws FailedStepException if the engine cannot compute the cost or its gradient, or one of them is NaN or infinite;
     *     the learned weights are then as before
     */
    public StepReport train(TrainingBatch batch, YieldPolicy yieldPolicy) {
        yieldPolicy.yieldToInference();
        Map<TermName, Float> termNorms = new EnumMap<>(TermName.class);
        float rate = settings.learningRate(hyperparameters, step);
        StepCost read;
        try (Passed passed = passed(batch, yieldPolicy, termNorms)) {
            yieldPolicy.yieldToInference();
            read = update(passed.cost(), passed.gradients(), rate);
        }
        Map<Hyperparameter, Float> stood = new EnumMap<>(Hyperparameter.class);
        for (Hyperparameter hyperparameter : Hyperparameter.values()) {
            stood.put(
                    hyperparameter,
                    hyperparameter == Hyperparameter.LEARNING_RATE ? rate : hyperparameters.at(hyperparameter, step));
        }
        if (areTermsMeasured() && termNorms.isEmpty()) {
            read.terms().keySet().forEach(only -> termNorms.put(only, read.gradientNorm()));
        }
        step++;
        return new StepReport(step, batch.samples(), read.total(), read.terms(), read.gradientNorm(), termNorms, stood);
    }

    private boolean areTermsMeasured() {
        return step % STEPS_BETWEEN_TERM_GRADIENTS == 0;
    }

    /** What came of the passes forward and backward. */
    private record Passed(Cost cost, Gradients gradients) implements AutoCloseable {

        @Override
        public void close() {
            gradients.close();
        }
    }

    private Passed passed(TrainingBatch batch, YieldPolicy yieldPolicy, Map<TermName, Float> termNorms) {
        CostFunction function = terms.at(hyperparameters, step);
        try {
            Cost cost = cost(function, batch);
            Map<String, NDArray> learned = new LinkedHashMap<>(network.learned());
            learned.putAll(function.used(cost));
            if (areTermsMeasured() && cost.weighted().size() > 1) {
                termNorms.putAll(termReader.read(cost, learned.values(), yieldPolicy));
            }
            yieldPolicy.yieldToInference();
            return new Passed(cost, backward.of(cost.total(), learned));
        } catch (RuntimeException e) {
            throw FailedStepException.of(batch.samples(), e);
        }
    }

    private Cost cost(CostFunction function, TrainingBatch batch) {
        try (GradientCollector collecting = manager.getEngine().newGradientCollector()) {
            return function.evaluate(network.forwardTraining(batch.inputs()), batch);
        }
    }

    private StepCost update(Cost cost, Gradients gradients, float rate) {
        StepCost read = reader.read(cost, gradients);
        read.requireFinite();
        optimizer.update(gradients, rate, Gradients.scale(read.gradientNorm(), settings.maxGradientNorm()));
        return read;
    }

    /** Returns the network in training; its weights change with each step. */
    public TrainableNetwork network() {
        return network;
    }

    /** Returns the number of steps taken. */
    public long step() {
        return step;
    }

    /** Returns the state for a checkpoint: live arrays, valid until the next step. */
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        NamedArrays.put(state, NETWORK, network.snapshot());
        NamedArrays.put(state, PROJECTOR, terms.learned());
        NamedArrays.put(state, OPTIMIZER, optimizer.state());
        NamedArrays.put(state, TERMS, terms.state());
        return state;
    }

    /**
     * Returns the weights of the network within a state.
     *
     * @param state as returned by {@link #state()}
     */
    public static Map<String, NDArray> weights(Map<String, NDArray> state) {
        return NamedArrays.part(state, NETWORK);
    }

    @Override
    public void close() {
        network.close();
        manager.close();
    }
}
