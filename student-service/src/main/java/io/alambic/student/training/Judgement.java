package io.alambic.student.training;

import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.evaluate.HoldoutEvaluation;
import io.alambic.core.evaluate.HoldoutFigures;
import io.alambic.core.model.TrainableNetwork;
import java.util.List;
import java.util.Optional;

/**
 * How all candidates of one moment did on the holdout, and the weights that served.
 *
 * @param candidates as they were
 * @param evaluations of the candidates by number
 * @param served what is known of the weights that served; empty where none did
 * @param nanos how long the holdout was looked at
 */
record Judgement(Candidates candidates, List<HoldoutEvaluation> evaluations, Optional<Known> served, long nanos) {

    /**
     * The candidates at one moment.
     *
     * @param ids of the candidates by number
     * @param copies of their weights by number, owned by whoever has this
     * @param lineage of the weights
     */
    record Candidates(List<Long> ids, List<TrainableNetwork> copies, Lineage lineage) {

        void close() {
            copies.forEach(TrainableNetwork::close);
        }

        /** The copy of one candidate, which is the caller's from now on; the others are closed. */
        TrainableNetwork take(int number) {
            copies.stream().filter(copy -> copy != copies.get(number)).forEach(TrainableNetwork::close);
            return copies.get(number);
        }
    }

    /** How the weights of a version did. */
    record Known(long version, HoldoutEvaluation evaluation) {}

    /** Figures of the candidates by number. */
    List<HoldoutFigures> figures() {
        return evaluations.stream().map(HoldoutEvaluation::figures).toList();
    }

    /** Figures of the weights that served. */
    Optional<HoldoutFigures> servedFigures() {
        return served.map(Known::evaluation).map(HoldoutEvaluation::figures);
    }
}
