package io.alambic.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.cost.CostFunction;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.WeightedTerm;
import io.alambic.core.cost.feature.FeatureTerm;
import io.alambic.core.cost.feature.ProjectorWeights;
import io.alambic.core.cost.logits.AnswerProjector;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.cost.logits.TeacherVariance;
import io.alambic.core.cost.logits.TermState;
import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.model.Signature;
import io.alambic.core.task.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The terms of a student's cost function, weighted for each step. Used by one thread. */
final class Terms {

    private final Task task;
    private final OutputTerm output;
    private final FeatureTerm features;
    private final TermState kept;

    /**
     * The terms.
     *
     * @param manager owns the projectors and the state
     * @param projectors {@link #learned()} of an earlier run, copied; may be empty
     * @param state {@link #state()} of an earlier run, copied; may be empty
     */
    Terms(CandidateSettings settings, NDManager manager, Map<String, NDArray> projectors, Map<String, NDArray> state) {
        Signature student = settings.architecture().signature();
        kept = new TermState(
                new TeacherVariance(manager, state),
                new AnswerProjector(
                        new ProjectorWeights(manager, settings.seed(), named(projectors, AnswerProjector::isNamed))),
                student.mask(Signature.LOGITS));
        task = settings.task();
        output = settings.output();
        features = settings.features().isEmpty()
                ? null
                : new FeatureTerm(
                        settings.features(),
                        settings.distance(),
                        manager,
                        settings.seed(),
                        named(projectors, array -> !AnswerProjector.isNamed(array)),
                        student);
    }

    private static Map<String, NDArray> named(Map<String, NDArray> arrays, Predicate<String> which) {
        Map<String, NDArray> named = new LinkedHashMap<>(arrays);
        named.keySet().removeIf(which.negate());
        return named;
    }

    /** Returns the cost function of a step. */
    CostFunction at(Hyperparameters hyperparameters, long step) {
        List<WeightedTerm> weighted = new ArrayList<>();
        Temperature temperature = new Temperature(hyperparameters.at(Hyperparameter.TEMPERATURE, step));
        weighted.add(new WeightedTerm(
                hyperparameters.at(Hyperparameter.LAMBDA1, step), task.output(output, temperature, kept)));
        if (features != null) {
            weighted.add(new WeightedTerm(hyperparameters.at(Hyperparameter.LAMBDA2, step), features));
        }
        float lambda3 = hyperparameters.at(Hyperparameter.LAMBDA3, step);
        task.label(output, kept).ifPresent(label -> weighted.add(new WeightedTerm(lambda3, label)));
        return new CostFunction(weighted);
    }

    /** Returns, by name, the arrays that are trained with the student but are not part of the served model. */
    Map<String, NDArray> learned() {
        Map<String, NDArray> learned = new LinkedHashMap<>(kept.projector().learned());
        if (features != null) {
            learned.putAll(features.learned());
        }
        return learned;
    }

    /** Returns, by name, the arrays that terms keep from step to step, though no gradient changes them. */
    Map<String, NDArray> state() {
        return kept.variance().state();
    }
}
