package io.alambic.teacher.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.v1.Knowledge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever teachers answer, and whenever: each sample that one of them answered is in the knowledge once, and each answer has one fate. */
class EverySampleIsMergedOnceTest {

    private static final int SAMPLES = 4;
    private static final List<String> TEACHERS = List.of("large", "small");

    /** One thing that happens to a merge. */
    private sealed interface Event {}

    /** A teacher answers samples of a record. */
    private record Answers(String teacher, long offset, BitSet samples) implements Event {

        Knowledge.Builder knowledge() {
            int[] indexes = samples.stream().toArray();
            Knowledge.Builder answer = MergeBench.answer(teacher, offset, new int[indexes.length]);
            if (indexes.length < SAMPLES) {
                IntStream.of(indexes).forEach(answer::addSampleIndexes);
            }
            return answer;
        }
    }

    /** Time goes by. */
    private record Passes(Duration time) implements Event {}

    @Property(tries = 500)
    void everySampleIsMergedOnce(@ForAll("rules") String rule, @ForAll("events") List<Event> events) {
        try (MergeBench bench = new MergeBench(rule)) {
            // Given
            Set<String> answered = new HashSet<>();
            int answers = 0;

            // When
            for (Event event : events) {
                if (event instanceof Answers answer) {
                    bench.send(answer.knowledge());
                    answers += answer.samples().cardinality();
                    answer.samples().stream().forEach(sample -> answered.add(answer.offset() + "/" + sample));
                } else if (event instanceof Passes passes) {
                    bench.pass(passes.time());
                }
            }
            bench.pass(MergeBench.GRACE.multipliedBy(2));

            // Then
            List<String> merged = new ArrayList<>();
            for (Knowledge knowledge : bench.knowledge()) {
                List<Integer> indexes = knowledge.getSampleIndexesCount() == 0
                        ? IntStream.range(0, SAMPLES).boxed().toList()
                        : knowledge.getSampleIndexesList();
                indexes.forEach(index -> merged.add(knowledge.getOrigin().getOffset() + "/" + index));
            }
            assertThat(merged).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(answered);
            int fates = bench.fates.samples.values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            assertThat(fates).isEqualTo(answers);
            assertThat(bench.fates.waiting).isZero();
            assertThat(bench.waiting().approximateNumEntries()).isZero();
            assertThat(bench.deadLetters()).isEmpty();
        }
    }

    @Provide
    Arbitrary<String> rules() {
        return Arbitraries.of("mean-probabilities", "mean-logits", "confidence", "vote", "routed");
    }

    @Provide
    Arbitrary<List<Event>> events() {
        Arbitrary<BitSet> samples = Arbitraries.oneOf(
                Arbitraries.just(whole()),
                Arbitraries.integers().between(1, (1 << SAMPLES) - 1).map(bits -> BitSet.valueOf(new long[] {bits})));
        Arbitrary<Event> answer = Combinators.combine(
                        Arbitraries.of(TEACHERS), Arbitraries.longs().between(0, 5), samples)
                .as(Answers::new);
        Arbitrary<Event> passes =
                Arbitraries.integers().between(1, 12).map(seconds -> new Passes(Duration.ofSeconds(seconds)));
        return Arbitraries.frequencyOf(Tuple.of(5, answer), Tuple.of(1, passes))
                .list()
                .ofMaxSize(30);
    }

    private static BitSet whole() {
        BitSet whole = new BitSet();
        whole.set(0, SAMPLES);
        return whole;
    }
}
