package io.alambic.core.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AnswersPropertyTest {

    @Property
    void whoIsRightAsOftenAsSureHasNoError(
            @ForAll @IntRange(min = 1, max = 20) int bins,
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 0, max = 50) Integer> correct) {
        // Given: groups of 50 samples with one confidence, of which that share is right
        Calibration calibration = new Calibration(bins);
        for (int right : correct) {
            for (int i = 0; i < 50; i++) {
                calibration.add(right / 50.0, i < right);
            }
        }

        // Then
        assertThat(calibration.expectedError()).isCloseTo(0, within(1e-12));
    }

    @Property
    void everySampleLiesInTheBinOfItsConfidence(
            @ForAll @IntRange(min = 1, max = 100) int bins, @ForAll @DoubleRange(min = 0, max = 1) double confidence) {
        // Given
        Calibration calibration = new Calibration(bins);

        // When
        calibration.add(confidence, true);

        // Then
        assertThat(calibration.bins())
                .hasSize(bins)
                .filteredOn(bin -> bin.samples() > 0)
                .singleElement()
                .satisfies(bin -> {
                    assertThat(confidence).isLessThanOrEqualTo(bin.upTo());
                    assertThat(bin.above() < confidence || bin.above() == 0).isTrue();
                });
        assertThat(calibration.expectedError()).isCloseTo(1 - confidence, within(1e-12));
    }

    @Example
    void boundsBelongToTheBinBelow() {
        // Given
        Calibration calibration = new Calibration(10);

        // When
        for (int i = 0; i <= 10; i++) {
            calibration.add(i / 10.0, true);
        }

        // Then
        assertThat(calibration.bins().stream().map(Calibration.Bin::samples))
                .containsExactly(2L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L);
    }

    @Example
    void whatIsNoProbabilityIsRefused() {
        Calibration calibration = new Calibration(3);

        assertThatThrownBy(() -> calibration.add(Double.NaN, true))
                .hasMessage("expected a confidence from 0 to 1, but got NaN");
        assertThatThrownBy(() -> calibration.add(1.01, true)).isInstanceOf(IllegalArgumentException.class);
        assertThat(calibration.expectedError()).isNaN();
    }

    @Property
    void whoAnswersLikeItsTeacherIsFaithful(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int classes) {
        // Given: logits that differ by a constant are the same answer
        float[] teacher = logits(seed, classes);
        float[] student = teacher.clone();
        for (int i = 0; i < student.length; i++) {
            student[i] += 2;
        }

        // When
        Fidelity fidelity = Fidelity.of(new ClassLogits(classes, teacher), new ClassLogits(classes, student), classes);

        // Then
        assertThat(fidelity.agreement()).isEqualTo(1);
        assertThat(fidelity.overlap()).isEqualTo(1);
        assertThat(fidelity.divergence()).isCloseTo(0, within(1e-9));
    }

    @Property
    void divergenceIsNeverNegative(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int classes) {
        // When
        Fidelity fidelity = Fidelity.of(
                new ClassLogits(classes, logits(seed, classes)), new ClassLogits(classes, logits(~seed, classes)), 1);

        // Then
        assertThat(fidelity.divergence()).isGreaterThanOrEqualTo(-1e-12);
        assertThat(fidelity.agreement()).isBetween(0.0, 1.0);
        assertThat(fidelity.overlap()).as("of the likeliest class").isEqualTo(fidelity.agreement());
    }

    @Example
    void extremeLogitsHaveADivergence() {
        // When
        Fidelity fidelity = Fidelity.of(
                new ClassLogits(2, new float[] {Float.MAX_VALUE, -Float.MAX_VALUE}),
                new ClassLogits(2, new float[] {-1000, 1000}),
                1);

        // Then
        assertThat(fidelity.divergence()).isCloseTo(2000, within(1e-9));
    }

    @Example
    void answersThatCannotBeComparedAreRefused() {
        assertThatThrownBy(() -> new ClassLogits(2, new float[] {0, 1, Float.NaN, 0}))
                .hasMessage("expected finite logits, but sample 1 has NaN for class 0");
        assertThatThrownBy(() -> new ClassLogits(2, new float[3]))
                .hasMessage("expected rows of 2 logits, but got 3 numbers");
        assertThatThrownBy(() -> Fidelity.of(new ClassLogits(2, new float[4]), new ClassLogits(2, new float[2]), 1))
                .hasMessageContaining("the teacher has 2 of 2 classes and the student 1 of 2");
        assertThatThrownBy(() -> Fidelity.of(new ClassLogits(2, new float[2]), new ClassLogits(2, new float[2]), 3))
                .hasMessage("expected 1 to 2 of the likeliest classes to compare, but got 3");
        assertThatThrownBy(() -> BrierScore.of(new ClassLogits(2, new float[4]), new int[] {0, 2}))
                .hasMessage("expected labels below 2, but sample 1 has 2");
        assertThatThrownBy(() -> Calibration.of(new ClassLogits(2, new float[4]), new int[1], 15))
                .hasMessage("expected 2 labels, one for each sample, but got 1");
        assertThatThrownBy(() -> ClassTransfer.of(2, new int[] {0, 2}, new int[2], new int[2], new int[2]))
                .hasMessage("expected labels below 2, but sample 1 has 2");
    }

    @Property
    void aStudentThatCopiesItsTeacherInheritsAllOfItsErrors(@ForAll long seed) {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        int[] labels = random.ints(100, -1, 3).toArray();
        int[] teacher = random.ints(100, 0, 3).toArray();
        int[] perfect = labels.clone();

        // When
        ClassTransfer all = ClassTransfer.of(3, labels, teacher, teacher, perfect).stream()
                .reduce(ClassTransfer::plus)
                .orElseThrow();

        // Then
        assertThat(all.samples())
                .isEqualTo(Arrays.stream(labels).filter(label -> label >= 0).count());
        assertThat(all.inherited()).isEqualTo(all.teacherErrors());
        assertThat(all.studentAccuracy()).isEqualTo(all.teacherAccuracy());
        assertThat(all.inheritedByControl()).isZero();
        assertThat(all.controlAccuracy()).isEqualTo(1);
    }

    @Property
    void theWorstSamplesAreThoseOfASortedListInWhicheverOrderTheyCome(
            @ForAll @IntRange(min = 1, max = 10) int most,
            @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 5) Integer> losses,
            @ForAll long seed) {
        // Given: few different losses, so that many are equal
        List<WorstSamples.Loss<Integer>> all = new ArrayList<>();
        for (int i = 0; i < losses.size(); i++) {
            all.add(new WorstSamples.Loss<>(i, losses.get(i) == 5 ? Double.NaN : losses.get(i)));
        }
        List<WorstSamples.Loss<Integer>> expected = all.stream()
                .sorted(Comparator.comparingDouble((WorstSamples.Loss<Integer> loss) -> -loss.value())
                        .thenComparing(WorstSamples.Loss::sample))
                .toList();
        List<WorstSamples.Loss<Integer>> nanFirst = new ArrayList<>();
        expected.stream().filter(loss -> Double.isNaN(loss.value())).forEach(nanFirst::add);
        expected.stream().filter(loss -> !Double.isNaN(loss.value())).forEach(nanFirst::add);
        Collections.shuffle(all, new Random(seed));

        // When
        WorstSamples<Integer> worst = new WorstSamples<>(most);
        all.forEach(loss -> worst.add(loss.sample(), loss.value()));

        // Then
        assertThat(worst.worst()).isEqualTo(nanFirst.subList(0, Math.min(most, nanFirst.size())));
    }

    private static float[] logits(long seed, int classes) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] logits = new float[10 * classes];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.nextDouble(-8, 8);
        }
        return logits;
    }
}
