package io.alambic.core.search;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.evaluate.HoldoutEvaluation;
import io.alambic.core.evaluate.HoldoutLook;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.tensor.NamedArrays;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.CandidateSettings;
import io.alambic.core.train.FailedStepException;
import io.alambic.core.train.Snapshots;
import io.alambic.core.train.StepReport;
import io.alambic.core.train.YieldPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The candidates of one student, in training side by side: each takes its step on every batch, so that all
 * have taken equally many. They differ in their {@linkplain Hyperparameters hyperparameters}, and begin with equal weights.
 *
 * <pre>
 *   batch ─▶ step of each ──▶ all failed: none has learned, FailedStepException
 *                        └──▶ some failed: each of them is re-seeded from the best of the others
 *   every R steps ─▶ look at the holdout ─▶ the worst is re-seeded from the best
 * </pre>
 *
 * Re-seeding copies weights, projectors and the optimizer's state, and perturbs the hyperparameters. A population of
 * one is a student without a search: the one path for both. Owns its candidates and closes them. Used by
 * one thread.
 */
public final class Population implements AutoCloseable {

    private static final String OTHERS = "candidate/";

    private final CandidateSettings student;
    private final SearchSettings search;
    private final NDManager parent;
    private final Exploration exploration;
    private final List<Candidate> candidates = new ArrayList<>();
    private PopulationState populationState;

    private Population(
            CandidateSettings student, SearchSettings search, NDManager parent, PopulationState populationState) {
        this.student = student;
        this.search = search;
        this.parent = parent;
        this.exploration = new Exploration(search.population(), search.seed());
        this.populationState = populationState;
    }

    /** A population that has learned nothing yet. */
    public static Population fresh(CandidateSettings student, SearchSettings search, NDManager parent) {
        Population population = new Population(student, search, parent, PopulationState.of(search.population(), 0));
        population.fill(life -> Candidate.fresh(student.with(life.hyperparameters()), parent));
        return population;
    }

    /**
     * A population as it was after some step. Where the settings ask for other candidates than those that
     * were, or there was a single one, all begin with the weights of the one that led. The state is copied.
     *
     * @param state as returned by {@link #state()}
     * @param before {@link #populationState()} of that time; empty if there was a single candidate
     * @throws IllegalArgumentException if the state belongs to another architecture
     */
    public static Population restored(
            CandidateSettings student,
            SearchSettings search,
            NDManager parent,
            Map<String, NDArray> state,
            Optional<PopulationState> before,
            long step) {
        boolean same = before.isPresent() && before.get().origin().equals(search.population());
        PopulationState populationState = same
                ? before.get()
                : before.map(old -> old.succeededBy(search.population(), step))
                        .orElseGet(() -> PopulationState.of(search.population(), step));
        Population population = new Population(student, search, parent, populationState);
        population.fill(life -> Candidate.restored(
                student.with(life.hyperparameters()),
                parent,
                !same || life.number() == populationState.leader()
                        ? state
                        : NamedArrays.part(state, prefix(life.number())),
                step));
        return population;
    }

    private void fill(Function<CandidateHistory, Candidate> making) {
        try {
            populationState.living().forEach(life -> candidates.add(making.apply(life)));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Changes the hyperparameters of a population of one; those of more are the search's own. */
    public void update(Hyperparameters hyperparameters) {
        if (!search.isOn()
                && !hyperparameters.equals(populationState.living().get(0).hyperparameters())) {
            candidates.get(0).update(hyperparameters);
            populationState = populationState.updated(hyperparameters);
        }
    }

    /**
     * One step of each candidate on the same arrays. What a candidate's step allocates is freed before the
     * next one's.
     *
     * @param scope owns the arrays of the batch
     * @param holdout says whom to copy where a candidate failed
     * @param yieldPolicy asked before each part of a step that takes long
     * @return the step of the candidate that leads
     * @throws FailedStepException if no candidate learned; all weights are then as before
     */
    public StepReport train(TrainingBatch batch, NDManager scope, HoldoutWindow holdout, YieldPolicy yieldPolicy) {
        Map<Integer, StepReport> reports = new LinkedHashMap<>();
        List<Integer> failed = new ArrayList<>();
        FailedStepException failure = null;
        for (int number = 0; number < candidates.size(); number++) {
            try {
                reports.put(number, step(candidates.get(number), batch, scope, yieldPolicy));
            } catch (FailedStepException e) {
                failed.add(number);
                failure = e;
            }
        }
        if (failure != null) {
            replaceFailed(failed, failure, holdout);
        }
        return reports.get(populationState.leader());
    }

    private static StepReport step(Candidate candidate, TrainingBatch batch, NDManager scope, YieldPolicy yieldPolicy) {
        try (NDManager own = scope.newSubManager()) {
            batch.attach(own);
            try {
                return candidate.train(batch, yieldPolicy);
            } finally {
                batch.attach(scope);
            }
        }
    }

    private void replaceFailed(List<Integer> failed, FailedStepException failure, HoldoutWindow holdout) {
        if (failed.size() == candidates.size()) {
            throw failure;
        }
        int best = best(failed, holdout);
        failed.forEach(number -> reseed(number, best, CandidateHistory.End.NOT_FINITE));
    }

    private int best(List<Integer> failed, HoldoutWindow holdout) {
        Comparator<HoldoutFigures> order =
                Comparator.nullsLast(search.criterion().bestFirst());
        try (HoldoutLook look = holdout.look()) {
            return IntStream.range(0, candidates.size())
                    .filter(number -> !failed.contains(number))
                    .boxed()
                    .min(Comparator.comparing(
                            number -> figures(candidates.get(number), look).orElse(null), order))
                    .orElseThrow();
        }
    }

    /**
     * Compares the candidates on the holdout, which decides who leads.
     *
     * @return that of the candidate that leads; empty if the holdout is
     */
    public Optional<HoldoutFigures> compare(HoldoutWindow holdout) {
        List<HoldoutFigures> all = new ArrayList<>();
        try (HoldoutLook look = holdout.look()) {
            for (Candidate candidate : candidates) {
                figures(candidate, look).ifPresent(all::add);
            }
        }
        if (all.size() < candidates.size()) {
            return Optional.empty();
        }
        return Optional.of(all.get(compared(all)));
    }

    private Optional<HoldoutFigures> figures(Candidate candidate, HoldoutLook look) {
        return look.evaluate(candidate.network(), HoldoutEvaluation.NONE, parent)
                .map(HoldoutEvaluation::figures);
    }

    /**
     * The candidates were compared, which decides who leads.
     *
     * @param byNumber figures of each
     * @return number of the one that leads
     */
    public int compared(List<HoldoutFigures> byNumber) {
        populationState = populationState.seen(byNumber, search.criterion());
        return populationState.leader();
    }

    /** Ids of the candidates by number. */
    public List<Long> ids() {
        return populationState.living().stream().map(CandidateHistory::id).toList();
    }

    /** Copies of the weights of all candidates by number, which training does not touch, to be closed by the caller. */
    public List<TrainableNetwork> copies(Snapshots snapshots) {
        return candidates.stream()
                .map(candidate -> snapshots.copy(candidate.network().snapshot()))
                .toList();
    }

    /** Returns whether the step just taken is one after which the worst candidate starts over. */
    public boolean isReseedDue() {
        return search.isOn() && step() % search.reseedSteps() == 0;
    }

    /**
     * Restarts the worst candidate from the best; nothing happens while the holdout is empty.
     *
     * @return the new candidate
     */
    public Optional<CandidateHistory> reseedWorst(HoldoutWindow holdout) {
        if (compare(holdout).isEmpty()) {
            return Optional.empty();
        }
        int worst = populationState.worst(search.criterion());
        reseed(worst, populationState.leader(), CandidateHistory.End.WORST);
        return Optional.of(populationState.living().get(worst));
    }

    private void reseed(int number, int from, CandidateHistory.End reason) {
        Candidate copied = candidates.get(from);
        PopulationState next = populationState.reseeded(number, from, exploration, copied.step(), reason);
        Candidate restarted = Candidate.restored(
                student.with(next.living().get(number).hyperparameters()), parent, copied.state(), copied.step());
        candidates.set(number, restarted).close();
        populationState = next;
    }

    /** The leader serves now. */
    public void promoted() {
        populationState = populationState.promoted();
    }

    /** Never gives an id again that another population of this student has given. */
    public void succeeds(Population before) {
        populationState = populationState.idsFrom(before.populationState.nextId());
    }

    /** The candidate that was best when they were last compared; the first before that. */
    public Candidate leader() {
        return candidates.get(populationState.leader());
    }

    /** Number of steps that each candidate has taken. */
    public long step() {
        return leader().step();
    }

    /** Who is and was in the population. */
    public PopulationState populationState() {
        return populationState;
    }

    /**
     * The live arrays of everything that a checkpoint has to hold: the leader's as if there were no other,
     * those of the others under their numbers.
     */
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>(leader().state());
        for (int number = 0; number < candidates.size(); number++) {
            if (number != populationState.leader()) {
                NamedArrays.put(state, prefix(number), candidates.get(number).state());
            }
        }
        return state;
    }

    private static String prefix(int number) {
        return OTHERS + number + "/";
    }

    @Override
    public void close() {
        candidates.forEach(Candidate::close);
        candidates.clear();
    }
}
