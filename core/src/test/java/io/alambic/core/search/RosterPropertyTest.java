package io.alambic.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.cost.Temperature;
import io.alambic.core.evaluate.HoldoutFigures;
import io.alambic.core.train.Dial;
import io.alambic.core.train.Dials;
import io.alambic.core.train.Schedule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RosterPropertyTest {

    private static final int TRIES = 100;

    /** Rosters over many re-seedings of a population whose figures are drawn by a seed. */
    private static List<Roster> history(int candidates, int reseedings, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Dials> origin = origin(candidates);
        Exploration exploration = new Exploration(origin, seed);
        List<Roster> rosters = new ArrayList<>();
        Roster roster = Roster.of(origin, 0);
        rosters.add(roster);
        for (int step = 1; step <= reseedings; step++) {
            roster = roster.seen(
                    random.doubles(candidates)
                            .mapToObj(agreement -> new HoldoutFigures(8, 1 - agreement, agreement, Double.NaN))
                            .toList(),
                    Criterion.AGREEMENT);
            int worst = roster.worst(Criterion.AGREEMENT);
            roster = roster.reseeded(worst, roster.leader(), exploration, step, CandidateLife.End.WORST);
            rosters.add(roster);
        }
        return rosters;
    }

    private static List<Dials> origin(int candidates) {
        return IntStream.range(0, candidates)
                .mapToObj(i -> Dials.fixed(0.2f + 0.1f * i, 0.5f, 0, new Temperature(4), 0.002f))
                .toList();
    }

    @Property(tries = TRIES)
    void thePopulationKeepsItsSizeAndEveryIdIsGivenOnce(
            @ForAll @IntRange(min = 2, max = 8) int candidates,
            @ForAll @IntRange(max = 40) int reseedings,
            @ForAll long seed) {
        // When
        Roster last = last(history(candidates, reseedings, seed));

        // Then
        List<Long> ids = new ArrayList<>();
        last.ended().forEach(life -> ids.add(life.id()));
        last.living().forEach(life -> ids.add(life.id()));
        assertThat(last.living())
                .extracting(CandidateLife::number)
                .containsExactlyElementsOf(
                        IntStream.range(0, candidates).boxed().toList());
        assertThat(ids)
                .containsExactlyInAnyOrderElementsOf(java.util.stream.LongStream.range(0, last.nextId())
                        .boxed()
                        .toList());
    }

    @Property(tries = TRIES)
    void everyCandidateDescendsFromTheOneThatLedWhenItBegan(
            @ForAll @IntRange(min = 2, max = 8) int candidates,
            @ForAll @IntRange(min = 1, max = 40) int reseedings,
            @ForAll long seed) {
        // When
        List<Roster> rosters = history(candidates, reseedings, seed);

        // Then
        Map<Long, CandidateLife> known = new HashMap<>();
        for (Roster roster : rosters) {
            CandidateLife leader = roster.living().get(roster.leader());
            assertThat(leader.bornAt()).isLessThanOrEqualTo(rosters.indexOf(roster));
            for (CandidateLife life : roster.living()) {
                if (known.put(life.id(), life) == null && life.parent() != CandidateLife.NONE) {
                    assertThat(life.parent()).isEqualTo(leader.id());
                }
            }
        }
        assertThat(known).hasSize(candidates + reseedings);
    }

    @Property(tries = TRIES)
    void equalSeedsAndFiguresGiveEqualHistories(
            @ForAll @IntRange(min = 2, max = 8) int candidates,
            @ForAll @IntRange(max = 40) int reseedings,
            @ForAll long seed) {
        // When
        List<Roster> once = history(candidates, reseedings, seed);
        List<Roster> again = history(candidates, reseedings, seed);

        // Then
        assertThat(again).isEqualTo(once);
    }

    @Property(tries = TRIES)
    void aPerturbedDialMovesByAFifthAndNeverTenTimesBeyondWhereThePopulationBegan(
            @ForAll @IntRange(min = 1, max = 200) int generations, @ForAll long seed) {
        // Given
        Dials begun = Dials.fixed(0.5f, 0.5f, 0, new Temperature(4), 0.002f);
        Exploration exploration = new Exploration(List.of(begun), seed);
        Dials dials = begun;

        for (int id = 1; id <= generations; id++) {
            // When
            Dials next = exploration.perturbed(dials, id);

            // Then
            for (Dial dial : Dial.values()) {
                float before = dials.at(dial, 0);
                float after = next.at(dial, 0);
                assertThat(after).isIn(before, before * 0.8f, before * 1.2f);
                assertThat(after).isBetween(begun.at(dial, 0) / 10, begun.at(dial, 0) * 10);
            }
            dials = next;
        }
    }

    @Test
    void aScheduleIsPerturbedAsAWholeAndWhatIsZeroStaysZero() {
        // Given
        Dials dials = Dials.fixed(0.5f, 0.5f, 0, new Temperature(4), 0.002f)
                .with(Dial.LAMBDA2, Schedule.linear(0.5f, 0, 100));

        // When
        Dials perturbed = new Exploration(List.of(dials), 1).perturbed(dials, 1);

        // Then
        assertThat(perturbed.schedule(Dial.LAMBDA2))
                .isIn(Schedule.linear(0.5f * 0.8f, 0, 100), Schedule.linear(0.5f * 1.2f, 0, 100));
        assertThat(perturbed.schedule(Dial.LAMBDA3)).isEqualTo(dials.schedule(Dial.LAMBDA3));
    }

    @Test
    void onlyTheNewestOfThoseThatEndedAreRemembered() {
        // When
        Roster last = last(history(3, Roster.REMEMBERED + 5, 1));

        // Then
        assertThat(last.ended()).hasSize(Roster.REMEMBERED);
        assertThat(last.ended().get(0).endedAt()).isEqualTo(6);
    }

    private static Roster last(List<Roster> rosters) {
        return rosters.get(rosters.size() - 1);
    }
}
