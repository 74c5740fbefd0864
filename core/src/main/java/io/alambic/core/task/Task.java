package io.alambic.core.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.CountedPlaces;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.Term;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.cost.logits.TermState;
import io.alambic.core.figures.Figure;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * What a student learns to do. A task says what its answer and its labels are, which terms of the cost function fit, and by which
 * figures weights are judged; nobody else needs to know which one it is. The answer of a student and of a teacher is the output
 * named {@link io.alambic.core.model.Signature#LOGITS}, whatever the task. Immutable, thread safe.
 */
public interface Task {

    /** Returns the name in the configuration. */
    String name();

    /**
     * Checks the shape of one sample's answer.
     *
     * @throws IllegalArgumentException in one sentence, if it cannot be one of this task
     */
    void requireAnswer(Shape answer);

    /**
     * Checks one sample's answer, whose places may be open.
     *
     * @throws IllegalArgumentException in one sentence, if it cannot be one of this task
     */
    default void requireAnswer(TensorSpec answer) {
        requireAnswer(answer.sampleShape());
        OptionalInt classes = classAxis(answer.sampleShape());
        for (int axis = 0; axis < answer.letters().size(); axis++) {
            boolean place = classes.isPresent() && classes.getAsInt() != axis;
            if (!answer.letters().get(axis).isEmpty() && !place) {
                throw new IllegalArgumentException(
                        "%s: dimension %d of the output '%s' is open (%s), but only places may be: the task dense has some"
                                .formatted(
                                        name(),
                                        axis,
                                        answer.name(),
                                        answer.letters().get(axis)));
            }
        }
    }

    /**
     * Returns how labels travel: their type, and their shape for one sample. Whole numbers below 0, and NaN, are not counted.
     *
     * @return empty if the task has no labels
     */
    Optional<TensorSpec> labels(TensorSpec answer);

    /** Returns the largest number that a label of whole numbers may be. */
    default int largestLabel(Shape answer) {
        return Integer.MAX_VALUE;
    }

    /** Returns whether a student that answers in one shape can learn from a teacher that answers in another. */
    default boolean areComparable(Shape student, Shape teacher) {
        return student.equals(teacher);
    }

    /** Returns the axis of a sample's answer that holds the classes of each place; empty if a sample has no places. */
    default OptionalInt classAxis(Shape answer) {
        return OptionalInt.empty();
    }

    /** Returns the names of the output terms that fit, the default first. */
    List<String> outputTerms();

    /** Returns the output term of a step. */
    default Term output(OutputTerm choice, Temperature temperature, TermState state) {
        return choice.at(temperature, state.variance());
    }

    /** Returns whether samples of this task have labels. */
    default boolean hasLabels() {
        return true;
    }

    /** Returns the label term that goes with an output term; empty if the task has no labels. */
    Optional<Term> label(OutputTerm output, TermState state);

    /**
     * Returns whether the largest logits, or some that were drawn, stand for all of them, so that a teacher may send only these. They are
     * those of the last axis.
     */
    default boolean takesTopK() {
        return false;
    }

    /** Returns the figures. The first decides about promotion: more of it is better, and at most 1. */
    List<Figure> figures();

    /**
     * Compares answers.
     *
     * @param student its answers, [N, ...]
     * @param teacher its answers, [N, ...]
     * @param labels of the samples, as {@link #labels} says; null if there are none
     * @param places which of the answers' places count
     */
    Tally tally(NDArray student, NDArray teacher, NDArray labels, CountedPlaces places);

    /**
     * Returns the figures over all answered samples in the order of {@link #figures}; those of labels only where there are some. NaN
     * where an answer is not finite.
     */
    Map<Figure, Double> figures(Tally tally);

    /**
     * Returns, for each class, the share of the samples of which the teacher names it that the student gives the same; NaN where there are
     * none.
     *
     * @return empty if answers name no class, or there are too many to tell them one by one
     */
    default List<Double> agreementByClass(Tally tally) {
        return List.of();
    }

    /** Returns whether each answer names one class, and its probabilities how sure that is. */
    default boolean namesOneClass() {
        return false;
    }

    /** Returns the class that a teacher names for a sample; empty if answers of this task name none. */
    default OptionalInt classOf(EncodedTensor teacher, int sample) {
        return OptionalInt.empty();
    }

    /** Returns how probabilities come from answers [N, ...]; empty if they do not. */
    default Optional<UnaryOperator<NDArray>> probabilities() {
        return Optional.empty();
    }

    /** Returns how single answers are compared, for trials on requests; empty if this task cannot say when two are alike. */
    default Optional<Alikeness> alikeness() {
        return Optional.empty();
    }

    /** Says which answers of two networks are alike. */
    @FunctionalInterface
    interface Alikeness {

        /** Compares answers [N, ...] sample by sample, at the places that count. Says nothing about answers that are not finite, which callers look for. */
        boolean[] of(NDArray one, NDArray other, CountedPlaces places);
    }
}
