package io.alambic.student.training;

import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.evaluate.HoldoutEvaluation;
import io.alambic.core.explain.LayerSimilarity;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.model.TrainableNetwork;
import java.util.List;
import java.util.Optional;

/**
 * Evaluations of all candidates and of the served weights on the holdout at one moment.
 *
 * @param candidates copies of the candidates
 * @param evaluations of the candidates by number
 * @param layers how alike the candidates' layers and the teacher's are, by number; empty lists where that was not measured
 * @param served the evaluation of the served weights; empty if none served
 * @param nanos duration of the evaluation
 */
record CandidateEvaluations(
        Candidates candidates,
        List<HoldoutEvaluation> evaluations,
        List<List<LayerSimilarity>> layers,
        Optional<Known> served,
        long nanos) {

    /**
     * Copies of the candidates at one moment.
     *
     * @param ids ids of the candidates, by number
     * @param copies copies of their weights, by number; owned by the holder of this record
     * @param lineage lineage of the weights
     */
    record Candidates(List<Long> ids, List<TrainableNetwork> copies, Lineage lineage) {

        void close() {
            copies.forEach(TrainableNetwork::close);
        }

        /** Hands the copy of one candidate to the caller and closes the others. */
        TrainableNetwork take(int number) {
            copies.stream().filter(copy -> copy != copies.get(number)).forEach(TrainableNetwork::close);
            return copies.get(number);
        }
    }

    /** Evaluation of the weights of a version. */
    record Known(long version, HoldoutEvaluation evaluation) {}

    /** Returns the figures of the candidates, by number. */
    List<HoldoutFigures> figures() {
        return evaluations.stream().map(HoldoutEvaluation::figures).toList();
    }

    /** Returns the figures of the served weights. */
    Optional<HoldoutFigures> servedFigures() {
        return served.map(Known::evaluation).map(HoldoutEvaluation::figures);
    }
}
