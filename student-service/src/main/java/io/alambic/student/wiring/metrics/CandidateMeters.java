package io.alambic.student.wiring.metrics;

import io.alambic.core.figures.Figure;
import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.search.CandidateHistory;
import io.alambic.core.search.PopulationState;
import io.alambic.core.task.Task;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Meters of the population members, by the number of their place. A successor in a place uses the same meters, so
 * their number does not grow.
 */
final class CandidateMeters {

    private static final String PREFIX = "alambic.student.candidate.";

    private final MeterRegistry registry;
    private volatile List<Figure> figures = List.of();
    private final Map<CandidateHistory.End, Counter> ended = new EnumMap<>(CandidateHistory.End.class);
    private volatile PopulationState populationState;
    private volatile long step;

    CandidateMeters(MeterRegistry registry) {
        this.registry = registry;
        for (CandidateHistory.End end : CandidateHistory.End.values()) {
            ended.put(
                    end,
                    Counter.builder("alambic.student.candidates.ended")
                            .description("Candidates whose place another has taken, by why they ended")
                            .tag("reason", end.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        Gauge.builder(
                        "alambic.student.leading.candidate",
                        this,
                        meters -> meters.populationState == null ? Double.NaN : meters.populationState.leader())
                .description("Number of the candidate that was best when they were last compared")
                .register(registry);
    }

    /** Says which figures candidates have, before the first of them is shown. */
    void judgedBy(Task task) {
        figures = task.figures();
    }

    /** Updates the meters. Called by one thread. */
    void show(PopulationState now) {
        PopulationState before = populationState;
        int shown = before == null ? 0 : before.living().size();
        if (before != null) {
            count(before, now);
        }
        populationState = now;
        for (int number = shown; number < now.living().size(); number++) {
            register(number);
        }
    }

    /** Number of training steps, with which schedules are evaluated. */
    void stepped(long steps) {
        step = steps;
    }

    private void count(PopulationState before, PopulationState now) {
        Set<Long> known = before.living().stream().map(CandidateHistory::id).collect(Collectors.toSet());
        now.ended().stream()
                .filter(life -> life.id() >= before.nextId() || known.contains(life.id()))
                .forEach(life -> ended.get(life.end()).increment());
    }

    private void register(int number) {
        gauge(number, "id", "Which candidate has this place", CandidateHistory::id);
        figures.forEach(figure -> figure(number, figure));
        for (Hyperparameter hyperparameter : Hyperparameter.values()) {
            gauge(
                    number,
                    hyperparameter.key().replace('-', '.'),
                    "What the candidate learns with",
                    life -> life.hyperparameters().at(hyperparameter, step));
        }
    }

    private void figure(int number, Figure figure) {
        gauge(
                number,
                FigureNames.of(figure),
                "The candidate on the holdout when it was last looked at",
                life -> life.figures() == null ? Double.NaN : life.figures().value(figure));
    }

    private void gauge(int number, String name, String description, ToDoubleFunction<CandidateHistory> value) {
        Gauge.builder(
                        PREFIX + name,
                        this,
                        meters -> value.applyAsDouble(
                                meters.populationState.living().get(number)))
                .description(description)
                .tag("candidate", Integer.toString(number))
                .register(registry);
    }
}
