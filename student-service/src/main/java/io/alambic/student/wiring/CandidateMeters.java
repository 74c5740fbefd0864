package io.alambic.student.wiring;

import io.alambic.core.evaluate.HoldoutFigures;
import io.alambic.core.search.CandidateLife;
import io.alambic.core.search.Roster;
import io.alambic.core.train.Dial;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
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
    private final Map<CandidateLife.End, Counter> ended = new EnumMap<>(CandidateLife.End.class);
    private volatile Roster roster;
    private volatile long step;

    CandidateMeters(MeterRegistry registry) {
        this.registry = registry;
        for (CandidateLife.End end : CandidateLife.End.values()) {
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
                        meters -> meters.roster == null ? Double.NaN : meters.roster.leader())
                .description("Number of the candidate that was best when they were last compared")
                .register(registry);
    }

    /** Updates the meters. Called by one thread. */
    void show(Roster now) {
        Roster before = roster;
        int shown = before == null ? 0 : before.living().size();
        if (before != null) {
            count(before, now);
        }
        roster = now;
        for (int number = shown; number < now.living().size(); number++) {
            register(number);
        }
    }

    /** Number of training steps, with which schedules are evaluated. */
    void stepped(long steps) {
        step = steps;
    }

    private void count(Roster before, Roster now) {
        Set<Long> known = before.living().stream().map(CandidateLife::id).collect(Collectors.toSet());
        now.ended().stream()
                .filter(life -> life.id() >= before.nextId() || known.contains(life.id()))
                .forEach(life -> ended.get(life.end()).increment());
    }

    private void register(int number) {
        gauge(number, "id", "Which candidate has this place", CandidateLife::id);
        figure(number, "agreement.ratio", HoldoutFigures::agreement);
        figure(number, "accuracy.ratio", HoldoutFigures::accuracy);
        figure(number, "kl.nats", HoldoutFigures::klNats);
        for (Dial dial : Dial.values()) {
            gauge(number, dial.key().replace('-', '.'), "What the candidate learns with", life -> life.dials()
                    .at(dial, step));
        }
    }

    private void figure(int number, String name, ToDoubleFunction<HoldoutFigures> figure) {
        gauge(
                number,
                "holdout." + name,
                "The candidate on the holdout when it was last looked at",
                life -> life.figures() == null ? Double.NaN : figure.applyAsDouble(life.figures()));
    }

    private void gauge(int number, String name, String description, ToDoubleFunction<CandidateLife> value) {
        Gauge.builder(
                        PREFIX + name,
                        this,
                        meters -> value.applyAsDouble(meters.roster.living().get(number)))
                .description(description)
                .tag("candidate", Integer.toString(number))
                .register(registry);
    }
}
