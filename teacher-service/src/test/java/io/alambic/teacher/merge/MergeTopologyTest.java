package io.alambic.teacher.merge;

import static io.alambic.teacher.merge.MergeBench.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.alambic.kafka.DeadLetter;
import io.alambic.v1.AppliedAugmentation;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Tensor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergeTopologyTest {

    private static final float[] SURE = {4, 0, 0};
    private static final float[] UNSURE = {0, 1, 0};

    @Test
    void theAnswersOfAllTeachersBecomeOne() {
        try (MergeBench bench = new MergeBench("mean-logits")) {
            // Given
            bench.send(answer("small", 7, UNSURE).addLabels(2).addSampleIds("a"));

            // When
            bench.send(answer("large", 7, SURE).addLabels(2).addSampleIds("a"));

            // Then
            Knowledge merged = bench.knowledge().get(0);
            assertThat(MergeBench.logits(merged)).containsExactly(2, 0.5f, 0);
            assertThat(merged.getOrigin().getOffset()).isEqualTo(7);
            assertThat(merged.getTeacherName()).isEqualTo("merge");
            assertThat(merged.getTeachersList()).extracting("name").containsExactly("large", "small");
            assertThat(merged.getTeachersList()).extracting("share").containsExactly(0.5, 0.5);
            assertThat(merged.getInputsList()).extracting(Tensor::getName).containsExactly("x");
            assertThat(merged.getFeatureMapsList())
                    .extracting(Tensor::getName)
                    .containsExactly("large/block", "small/block");
            assertThat(merged.getLabelsList()).containsExactly(2);
            assertThat(merged.getSampleIdsList()).containsExactly("a");
            assertThat(merged.getSampleIndexesList()).isEmpty();
            assertThat(bench.fates.complete).isEqualTo(1);
            assertThat(bench.fates.waiting).isZero();
            assertThat(bench.waiting().approximateNumEntries()).isZero();
        }
    }

    @Test
    void aTeacherThatIsDownIsWaitedForNoLongerThanTheGrace() {
        try (MergeBench bench = new MergeBench("mean-logits")) {
            // Given
            bench.send(answer("large", 0, SURE));
            bench.pass(MergeBench.GRACE.minusSeconds(2));
            assertThat(bench.knowledge()).isEmpty();

            // When
            bench.pass(Duration.ofSeconds(3));

            // Then
            Knowledge merged = bench.knowledge().get(0);
            assertThat(merged.getTeachersList()).extracting("name").containsExactly("large");
            assertThat(MergeBench.logits(merged)).containsExactly(SURE);
            assertThat(bench.fates.incomplete).isEqualTo(1);
        }
    }

    @Test
    void aLateAnswerTeachesNothingTwice() {
        try (MergeBench bench = new MergeBench("mean-logits")) {
            // Given
            bench.send(answer("large", 0, SURE));
            bench.pass(MergeBench.GRACE.plusSeconds(1));
            bench.knowledge();

            // When
            bench.send(answer("small", 0, UNSURE));
            bench.pass(MergeBench.GRACE.plusSeconds(1));

            // Then
            assertThat(bench.knowledge()).isEmpty();
            assertThat(bench.deadLetters()).isEmpty();
            assertThat(bench.fates.samples("small", AnswerFate.LATE)).isEqualTo(1);
        }
    }

    @Test
    void anAnswerThatComesTwiceCountsOnce() {
        try (MergeBench bench = new MergeBench("mean-logits")) {
            // Given
            bench.send(answer("large", 0, SURE));

            // When
            bench.send(answer("large", 0, SURE));
            bench.send(answer("small", 0, SURE));

            // Then
            assertThat(bench.knowledge()).hasSize(1);
            assertThat(bench.fates.samples("large", AnswerFate.DUPLICATE)).isEqualTo(1);
            assertThat(bench.fates.samples("large", AnswerFate.MERGED)).isEqualTo(1);
        }
    }

    @Test
    void samplesThatOneTeacherLeftOutHaveARecordOfTheirOwn() {
        try (MergeBench bench = new MergeBench("mean-logits")) {
            // Given
            bench.send(answer("large", 0, 0, 1, 2));

            // When
            bench.send(answer("small", 0, 0, 2).addSampleIndexes(0).addSampleIndexes(2));

            // Then
            List<Knowledge> merged = bench.knowledge();
            assertThat(merged.get(0).getSampleIndexesList()).containsExactly(0, 2);
            assertThat(merged.get(0).getTeachersCount()).isEqualTo(2);
            assertThat(MergeBench.logits(merged.get(0))).containsExactly(2, 0, 0, 0, 0, 2);
            assertThat(merged.get(1).getSampleIndexesList()).containsExactly(1);
            assertThat(merged.get(1).getTeachersList()).extracting("name").containsExactly("large");
            assertThat(MergeBench.logits(merged.get(1))).containsExactly(0, 2, 0);
            assertThat(merged).hasSize(2);
        }
    }

    @Test
    void aSampleThatWasReplayedIsMergedBesideTheOthersOfItsRecord() {
        try (MergeBench bench = new MergeBench("mean-logits")) {
            // Given
            bench.send(answer("large", 0, 0).addSampleIndexes(0));
            bench.send(answer("small", 0, 0).addSampleIndexes(0));

            // When
            bench.send(answer("large", 0, 1).addSampleIndexes(1));
            bench.send(answer("small", 0, 1).addSampleIndexes(1));
            bench.send(answer("small", 0, 1, 1).addSampleIndexes(0).addSampleIndexes(1));

            // Then
            assertThat(bench.knowledge())
                    .extracting(Knowledge::getSampleIndexesList)
                    .containsExactly(List.of(0), List.of(1));
            assertThat(bench.fates.samples("small", AnswerFate.LATE)).isEqualTo(2);
        }
    }

    @Test
    void augmentedSamplesAreMergedAmongThemselves() {
        try (MergeBench bench = new MergeBench("mean-logits")) {
            // Given
            AppliedAugmentation mirror =
                    AppliedAugmentation.newBuilder().setName("mirror").build();
            bench.send(answer("large", 0, SURE));
            bench.send(answer("large", 0, SURE).setAugmentation(mirror));

            // When
            bench.send(answer("small", 0, SURE).setAugmentation(mirror));
            bench.send(answer("small", 0, SURE));

            // Then
            assertThat(bench.knowledge()).extracting(Knowledge::hasAugmentation).containsExactly(true, false);
        }
    }

    @Test
    void whereTeachersAreRoutedTheFirstAnswerIsTheAnswer() {
        try (MergeBench bench = new MergeBench("routed")) {
            // When
            bench.send(answer("small", 0, UNSURE));
            bench.send(answer("large", 0, SURE));

            // Then
            assertThat(bench.knowledge()).singleElement().satisfies(merged -> {
                assertThat(MergeBench.logits(merged)).containsExactly(UNSURE);
                assertThat(merged.getTeachersList()).extracting("name").containsExactly("small");
            });
            assertThat(bench.fates.samples("large", AnswerFate.LATE)).isEqualTo(1);
            assertThat(bench.fates.incomplete).isZero();
        }
    }

    @Test
    void teachersOfDifferentClassesAnswerTogether() {
        // Given
        MergeSettings settings = MergeBench.settings(
                "mean-logits",
                false,
                List.of(new MergedTeacher("large", 1, List.of(0, 1)), new MergedTeacher("small", 1, List.of(2, 3, 4))),
                5);
        try (MergeBench bench = new MergeBench(settings)) {
            bench.send(answer("large", 0, new float[] {1, 2}));

            // When
            bench.send(answer("small", 0, new float[] {3, 4, 5}));

            // Then
            Knowledge merged = bench.knowledge().get(0);
            assertThat(MergeBench.logits(merged)).containsExactly(1, 2, 3, 4, 5);
            assertThat(merged.getLogits().getFull().getShapeList()).containsExactly(1L, 5L);
        }
    }

    @Test
    void aTeacherWhoseAnswersGoBadLosesItsWeight() {
        try (MergeBench bench = new MergeBench(MergeBench.settings("mean-probabilities", true))) {
            // When
            for (int offset = 0; offset < 100; offset++) {
                bench.send(answer("large", offset, 1).addLabels(1));
                bench.send(answer("small", offset, 2).addLabels(1));
            }
            bench.pass(Duration.ofSeconds(1));

            // Then
            Knowledge last = bench.knowledge().get(99);
            assertThat(last.getTeachers(0).getShare()).isGreaterThan(0.95);
            assertThat(bench.fates.weights.get("small")).isLessThan(0.05);
            assertThat(bench.fates.accuracies).containsEntry("large", 1.0).containsEntry("small", 0.0);
            assertThat(bench.fates.agreements.get("small")).isLessThan(0.2);
        }
    }

    @Test
    void weightsOfTheSettingsHold() {
        // Given
        MergeSettings settings = MergeBench.settings(
                "mean-logits",
                false,
                List.of(new MergedTeacher("large", 3, List.of()), new MergedTeacher("small", 1, List.of())),
                0);
        try (MergeBench bench = new MergeBench(settings)) {
            // When
            bench.send(answer("large", 0, new float[] {4, 0, 0}));
            bench.send(answer("small", 0, new float[] {0, 4, 0}));

            // Then
            assertThat(MergeBench.logits(bench.knowledge().get(0)))
                    .containsExactly(new float[] {3, 1, 0}, within(1e-6f));
        }
    }

    @Test
    void anotherVersionOfATeacherIsAnotherVersionOfTheMerge() {
        try (MergeBench bench = new MergeBench("mean-logits")) {
            // When
            for (String version : List.of("1", "1", "2")) {
                long offset = bench.fates.complete;
                bench.send(answer("large", offset, SURE).setTeacherVersion(version));
                bench.send(answer("small", offset, SURE));
            }

            // Then
            List<Knowledge> merged = bench.knowledge();
            assertThat(merged.get(0).getTeacherVersion())
                    .isEqualTo(merged.get(1).getTeacherVersion());
            assertThat(merged.get(2).getTeacherVersion())
                    .isNotEqualTo(merged.get(1).getTeacherVersion());
            assertThat(merged.get(2).getTeachers(0).getVersion()).isEqualTo("2");
        }
    }

    @Test
    void answersThatWaitDoNotFillTheMemory() {
        try (MergeBench bench = new MergeBench("mean-logits")) {
            // When
            for (int offset = 0; offset < 1000; offset++) {
                bench.send(answer("large", offset, SURE));
            }

            // Then
            assertThat(bench.fates.waitingBytes).isBetween(10_000L, 20_000L);
            assertThat(bench.knowledge()).hasSize(bench.fates.incomplete).hasSizeGreaterThan(800);
        }
    }

    @Test
    void anAnswerOfAnotherShapeIsDeadLetteredAlone() {
        try (MergeBench bench = new MergeBench("mean-logits")) {
            // Given
            bench.send(answer("large", 0, SURE));

            // When
            bench.send(answer("small", 0, new float[] {1, 2}));
            bench.pass(MergeBench.GRACE.plusSeconds(1));

            // Then
            assertThat(bench.knowledge()).hasSize(1);
            DeadLetter letter = DeadLetter.from(bench.deadLetters().get(0).headers());
            assertThat(letter.reason()).isEqualTo("mismatch");
            assertThat(letter.message())
                    .isEqualTo(
                            "teacher 'small' answers [2]: expected [3], as teacher 'large' answers the same samples");
            assertThat(letter.topic()).isEqualTo("alambic.answers");
            assertThat(letter.offset()).isEqualTo(1);
        }
    }

    @Test
    void anAnswerOfAnUnknownTeacherIsDeadLettered() {
        try (MergeBench bench = new MergeBench("mean-logits")) {
            // When
            bench.send(answer("other", 0, SURE));

            // Then
            DeadLetter letter = DeadLetter.from(bench.deadLetters().get(0).headers());
            assertThat(letter.reason()).isEqualTo("unknown_teacher");
            assertThat(letter.message()).isEqualTo("expected an answer of [large, small], but it is of 'other'");
        }
    }

    @Test
    void knowledgeThatIsTooLargeIsDeadLetteredWithAllItsAnswers() {
        try (MergeBench bench = new MergeBench("mean-logits")) {
            // Given
            int[] many = new int[180];
            bench.send(answer("large", 0, many));

            // When
            bench.send(answer("small", 0, many));

            // Then
            assertThat(bench.knowledge()).isEmpty();
            assertThat(bench.fates.refusals).containsExactly(AnswerRefusal.TOO_LARGE, AnswerRefusal.TOO_LARGE);
            assertThat(bench.fates.samples("small", AnswerFate.DEAD_LETTERED)).isEqualTo(180);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no knowledge", "\u0000\u0001\u0002"})
    void whatIsNoAnswerIsDeadLettered(String value) {
        try (MergeBench bench = new MergeBench("mean-logits")) {
            // When
            bench.send(value.getBytes(StandardCharsets.UTF_8));
            bench.send((byte[]) null);
            bench.send(answer("large", -1, SURE));
            bench.send(answer("large", 0, SURE, SURE).addSampleIndexes(1).addSampleIndexes(0));
            bench.send(answer("large", 0, new float[] {Float.NaN, 0, 0}));

            // Then
            assertThat(bench.fates.refusals).hasSize(5).containsOnly(AnswerRefusal.MALFORMED);
            assertThat(bench.deadLetters()).hasSize(5);
            assertThat(bench.fates.waiting).isZero();
        }
    }

    @Test
    void classesOfTheirOwnNeedARuleForThem() {
        // Given
        List<MergedTeacher> teachers = List.of(new MergedTeacher("large", 1, List.of(0, 1)));

        // When, Then
        assertThatThrownBy(() -> MergeBench.settings("vote", false, teachers, 5))
                .hasMessageContaining("expected mean-logits");
        assertThatThrownBy(() -> MergeBench.settings("mean-logits", false, teachers, 1))
                .hasMessage("teacher 'large' has class 1: expected less than the 1 classes of the merge");
    }
}
