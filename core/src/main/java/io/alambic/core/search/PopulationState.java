package io.alambic.core.search;

import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.hyperparameters.Hyperparameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Who is in a population, who was, and who descends from whom: all of the search but the weights.
 * Immutable; each change is a new populationState.
 *
 * @param origin hyperparameters that the population began with, as the configuration had them
 * @param nextId id of the candidate that begins next
 * @param leader number of the candidate that was best when they were last compared
 * @param served id of the candidate that was promoted last; {@link CandidateHistory#NONE} before that
 * @param living the candidates by number
 * @param ended the newest of those that ended, at most {@link #REMEMBERED}, oldest first
 */
public record PopulationState(
        List<Hyperparameters> origin,
        long nextId,
        int leader,
        long served,
        List<CandidateHistory> living,
        List<CandidateHistory> ended) {

    /** How many ended candidates are remembered. */
    public static final int REMEMBERED = 1000;

    public PopulationState {
        origin = List.copyOf(origin);
        living = List.copyOf(living);
        ended = List.copyOf(ended.subList(Math.max(0, ended.size() - REMEMBERED), ended.size()));
    }

    /**
     * A population that begins.
     *
     * @param step training steps that the weights have taken
     */
    static PopulationState of(List<Hyperparameters> origin, long step) {
        List<CandidateHistory> living = new ArrayList<>();
        for (Hyperparameters hyperparameters : origin) {
            living.add(
                    CandidateHistory.begun(living.size(), living.size(), hyperparameters, CandidateHistory.NONE, step));
        }
        return new PopulationState(origin, living.size(), 0, CandidateHistory.NONE, living, List.of());
    }

    /** Another population, whose candidates all begin with the weights of this one's leader. */
    PopulationState succeededBy(List<Hyperparameters> successors, long step) {
        List<CandidateHistory> past = new ArrayList<>(ended);
        living.forEach(life -> past.add(life.ended(step, CandidateHistory.End.REPLACED)));
        List<CandidateHistory> next = new ArrayList<>();
        for (Hyperparameters hyperparameters : successors) {
            long id = nextId + next.size();
            next.add(CandidateHistory.begun(
                    id, next.size(), hyperparameters, living.get(leader).id(), step));
        }
        return new PopulationState(successors, nextId + next.size(), 0, served, next, past);
    }

    /** The candidates were looked at; the best of them leads. */
    PopulationState seen(List<HoldoutFigures> byNumber, Criterion criterion) {
        List<CandidateHistory> looked = living.stream()
                .map(life -> life.seen(byNumber.get(life.number())))
                .toList();
        int best = ranked(looked, criterion).get(0).number();
        return new PopulationState(origin, nextId, best, served, looked, ended);
    }

    /**
     * One candidate ends, and another takes its place with the weights of a third.
     *
     * @param number of the one that ends
     * @param parent number of the one that is copied
     */
    PopulationState reseeded(int number, int parent, Exploration exploration, long step, CandidateHistory.End reason) {
        List<CandidateHistory> past = new ArrayList<>(ended);
        past.add(living.get(number).ended(step, reason));
        CandidateHistory copied = living.get(parent);
        List<CandidateHistory> now = new ArrayList<>(living);
        Hyperparameters hyperparameters = exploration.perturbed(copied.hyperparameters(), nextId);
        now.set(number, CandidateHistory.begun(nextId, number, hyperparameters, copied.id(), step));
        return new PopulationState(origin, nextId + 1, leader == number ? parent : leader, served, now, past);
    }

    /** The only candidate learns with other hyperparameters. */
    PopulationState updated(Hyperparameters hyperparameters) {
        return new PopulationState(
                origin, nextId, leader, served, List.of(living.get(0).with(hyperparameters)), ended);
    }

    /** The leader was promoted. */
    PopulationState promoted() {
        return new PopulationState(origin, nextId, leader, living.get(leader).id(), living, ended);
    }

    /** The same, where no id below the given one is ever given again. */
    PopulationState idsFrom(long id) {
        return new PopulationState(origin, Math.max(nextId, id), leader, served, living, ended);
    }

    /** Returns whether there is, or was, more than a single candidate. */
    public boolean isSearch() {
        return living.size() > 1 || !ended.isEmpty();
    }

    /** Number of the candidate that was worst when they were last compared. */
    int worst(Criterion criterion) {
        List<CandidateHistory> ranked = ranked(living, criterion);
        return ranked.get(ranked.size() - 1).number();
    }

    /** Best first; those not looked at yet last. */
    private static List<CandidateHistory> ranked(List<CandidateHistory> lives, Criterion criterion) {
        return lives.stream()
                .sorted(Comparator.comparing(CandidateHistory::figures, Comparator.nullsLast(criterion.bestFirst())))
                .toList();
    }
}
