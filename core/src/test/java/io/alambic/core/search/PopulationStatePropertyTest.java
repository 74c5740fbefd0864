package io.alambic.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.cost.Temperature;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.hyperparameters.Schedule;
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

class PopulationStatePropertyTest {

    private static final int TRIES = 100;

    /** States over many re-seedings of a population whose figures are drawn by a seed. */
    private static List<PopulationState> history(int candidates, int reseedings, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Hyperparameters> origin = origin(candidates);
        Exploration exploration = new Exploration(origin, seed);
        List<PopulationState> states = new ArrayList<>();
        PopulationState populationState = PopulationState.of(origin, 0);
        states.add(populationState);
        for (int step = 1; step <= reseedings; step++) {
            populationState = populationState.seen(
                    random.doubles(candidates)
                            .mapToObj(agreement -> HoldoutFigures.ofClasses(8, 1 - agreement, agreement, Double.NaN))
                            .toList(),
                    Criterion.DECISIVE);
            int worst = populationState.worst(Criterion.DECISIVE);
            populationState = populationState.reseeded(
                    worst, populationState.leader(), exploration, step, CandidateHistory.End.WORST);
            states.add(populationState);
        }
        return states;
    }

    private static List<Hyperparameters> origin(int candidates) {
        return IntStream.range(0, candidates)
                .mapToObj(i -> Hyperparameters.fixed(0.2f + 0.1f * i, 0.5f, 0, new Temperature(4), 0.002f))
                .toList();
    }

    @Property(tries = TRIES)
    void thePopulationKeepsItsSizeAndEveryIdIsGivenOnce(
            @ForAll @IntRange(min = 2, max = 8) int candidates,
            @ForAll @IntRange(max = 40) int reseedings,
            @ForAll long seed) {
        // When
        PopulationState last = last(history(candidates, reseedings, seed));

        // Then
        List<Long> ids = new ArrayList<>();
        last.ended().forEach(life -> ids.add(life.id()));
        last.living().forEach(life -> ids.add(life.id()));
        assertThat(last.living())
                .extracting(CandidateHistory::number)
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
        List<PopulationState> states = history(candidates, reseedings, seed);

        // Then
        Map<Long, CandidateHistory> known = new HashMap<>();
        for (PopulationState populationState : states) {
            CandidateHistory leader = populationState.living().get(populationState.leader());
            assertThat(leader.bornAt()).isLessThanOrEqualTo(states.indexOf(populationState));
            for (CandidateHistory life : populationState.living()) {
                if (known.put(life.id(), life) == null && life.parent() != CandidateHistory.NONE) {
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
        List<PopulationState> once = history(candidates, reseedings, seed);
        List<PopulationState> again = history(candidates, reseedings, seed);

        // Then
        assertThat(again).isEqualTo(once);
    }

    @Property(tries = TRIES)
    void aPerturbedHyperparameterMovesByAFifthAndNeverTenTimesBeyondWhereThePopulationBegan(
            @ForAll @IntRange(min = 1, max = 200) int generations, @ForAll long seed) {
        // Given
        Hyperparameters begun = Hyperparameters.fixed(0.5f, 0.5f, 0, new Temperature(4), 0.002f);
        Exploration exploration = new Exploration(List.of(begun), seed);
        Hyperparameters hyperparameters = begun;

        for (int id = 1; id <= generations; id++) {
            // When
            Hyperparameters next = exploration.perturbed(hyperparameters, id);

            // Then
            for (Hyperparameter hyperparameter : Hyperparameter.values()) {
                float before = hyperparameters.at(hyperparameter, 0);
                float after = next.at(hyperparameter, 0);
                assertThat(after).isIn(before, before * 0.8f, before * 1.2f);
                assertThat(after).isBetween(begun.at(hyperparameter, 0) / 10, begun.at(hyperparameter, 0) * 10);
            }
            hyperparameters = next;
        }
    }

    @Test
    void aScheduleIsPerturbedAsAWholeAndWhatIsZeroStaysZero() {
        // Given
        Hyperparameters hyperparameters = Hyperparameters.fixed(0.5f, 0.5f, 0, new Temperature(4), 0.002f)
                .with(Hyperparameter.LAMBDA2, Schedule.linear(0.5f, 0, 100));

        // When
        Hyperparameters perturbed = new Exploration(List.of(hyperparameters), 1).perturbed(hyperparameters, 1);

        // Then
        assertThat(perturbed.schedule(Hyperparameter.LAMBDA2))
                .isIn(Schedule.linear(0.5f * 0.8f, 0, 100), Schedule.linear(0.5f * 1.2f, 0, 100));
        assertThat(perturbed.schedule(Hyperparameter.LAMBDA3))
                .isEqualTo(hyperparameters.schedule(Hyperparameter.LAMBDA3));
    }

    @Test
    void onlyTheNewestOfThoseThatEndedAreRemembered() {
        // When
        PopulationState last = last(history(3, PopulationState.REMEMBERED + 5, 1));

        // Then
        assertThat(last.ended()).hasSize(PopulationState.REMEMBERED);
        assertThat(last.ended().get(0).endedAt()).isEqualTo(6);
    }

    private static PopulationState last(List<PopulationState> states) {
        return states.get(states.size() - 1);
    }
}
