package io.alambic.core.search;

import io.alambic.core.evaluate.HoldoutFigures;
import io.alambic.core.train.Dials;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Who is in a population, who was, and who descends from whom: all of the search but the weights.
 * Immutable; each change is a new roster.
 *
 * @param origin dials that the population began with, as the configuration had them
 * @param nextId id of the candidate that begins next
 * @param leader number of the candidate that was best when they were last compared
 * @param served id of the candidate that was promoted last; {@link CandidateLife#NONE} before that
 * @param living the candidates by number
 * @param ended the newest of those that ended, at most {@link #REMEMBERED}, oldest first
 */
public record Roster(
        List<Dials> origin,
        long nextId,
        int leader,
        long served,
        List<CandidateLife> living,
        List<CandidateLife> ended) {

    /** How many ended candidates are remembered. */
    public static final int REMEMBERED = 1000;

    public Roster {
        origin = List.copyOf(origin);
        living = List.copyOf(living);
        ended = List.copyOf(ended.subList(Math.max(0, ended.size() - REMEMBERED), ended.size()));
    }

    /**
     * A population that begins.
     *
     * @param step training steps that the weights have taken
     */
    static Roster of(List<Dials> origin, long step) {
        List<CandidateLife> living = new ArrayList<>();
        for (Dials dials : origin) {
            living.add(CandidateLife.begun(living.size(), living.size(), dials, CandidateLife.NONE, step));
        }
        return new Roster(origin, living.size(), 0, CandidateLife.NONE, living, List.of());
    }

    /** Another population, whose candidates all begin with the weights of this one's leader. */
    Roster succeededBy(List<Dials> successors, long step) {
        List<CandidateLife> past = new ArrayList<>(ended);
        living.forEach(life -> past.add(life.ended(step, CandidateLife.End.REPLACED)));
        List<CandidateLife> next = new ArrayList<>();
        for (Dials dials : successors) {
            long id = nextId + next.size();
            next.add(CandidateLife.begun(
                    id, next.size(), dials, living.get(leader).id(), step));
        }
        return new Roster(successors, nextId + next.size(), 0, served, next, past);
    }

    /** The candidates were looked at; the best of them leads. */
    Roster seen(List<HoldoutFigures> byNumber, Criterion criterion) {
        List<CandidateLife> looked = living.stream()
                .map(life -> life.seen(byNumber.get(life.number())))
                .toList();
        int best = ranked(looked, criterion).get(0).number();
        return new Roster(origin, nextId, best, served, looked, ended);
    }

    /**
     * One candidate ends, and another takes its place with the weights of a third.
     *
     * @param number of the one that ends
     * @param parent number of the one that is copied
     */
    Roster reseeded(int number, int parent, Exploration exploration, long step, CandidateLife.End reason) {
        List<CandidateLife> past = new ArrayList<>(ended);
        past.add(living.get(number).ended(step, reason));
        CandidateLife copied = living.get(parent);
        List<CandidateLife> now = new ArrayList<>(living);
        Dials dials = exploration.perturbed(copied.dials(), nextId);
        now.set(number, CandidateLife.begun(nextId, number, dials, copied.id(), step));
        return new Roster(origin, nextId + 1, leader == number ? parent : leader, served, now, past);
    }

    /** The only candidate learns with other dials. */
    Roster turned(Dials dials) {
        return new Roster(origin, nextId, leader, served, List.of(living.get(0).turned(dials)), ended);
    }

    /** The leader was promoted. */
    Roster promoted() {
        return new Roster(origin, nextId, leader, living.get(leader).id(), living, ended);
    }

    /** The same, where no id below the given one is ever given again. */
    Roster idsFrom(long id) {
        return new Roster(origin, Math.max(nextId, id), leader, served, living, ended);
    }

    /** Returns whether there is, or was, more than a single candidate. */
    public boolean isSearch() {
        return living.size() > 1 || !ended.isEmpty();
    }

    /** Number of the candidate that was worst when they were last compared. */
    int worst(Criterion criterion) {
        List<CandidateLife> ranked = ranked(living, criterion);
        return ranked.get(ranked.size() - 1).number();
    }

    /** Best first; those not looked at yet last. */
    private static List<CandidateLife> ranked(List<CandidateLife> lives, Criterion criterion) {
        return lives.stream()
                .sorted(Comparator.comparing(CandidateLife::figures, Comparator.nullsLast(criterion.bestFirst())))
                .toList();
    }
}
