package io.alambic.teacher.merge;

import static io.alambic.teacher.merge.MergeBench.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.merge.MergeRules;
import io.alambic.core.privacy.PrivacyAccount;
import io.alambic.core.privacy.PrivateVoting;
import io.alambic.kafka.DeadLetter;
import io.alambic.kafka.TopicNames;
import io.alambic.teacher.privacy.VoteFate;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrivateVotesTest {

    private static final int TEACHERS = 40;
    private static final double DELTA = 1e-5;
    private static final float NO = Float.NEGATIVE_INFINITY;
    private static final PrivateVoting VOTING = new PrivateVoting(30, 2, 2, 1000, DELTA);
    private static final PrivateVoting POOR = new PrivateVoting(30, 2, 2, 10, DELTA);

    @Test
    void onlyThePrivateAnswerLeaves() {
        try (MergeBench bench = new MergeBench(MergeBench.privately(TEACHERS, VOTING))) {
            // When
            askAll(bench, 7, 1);

            // Then
            Knowledge answered = bench.knowledge().get(0);
            assertThat(MergeBench.logits(answered)).containsExactly(NO, 0, NO);
            assertThat(answered.getLogits().getFull().getShapeList()).containsExactly(1L, 3L);
            assertThat(answered.getTeacherName()).isEqualTo("merge");
            assertThat(answered.getTeachersList()).isEmpty();
            assertThat(answered.getFeatureMapsList()).isEmpty();
            assertThat(answered.getInputsList()).extracting(Tensor::getName).containsExactly("x");
            assertThat(answered.getSampleIdsList()).containsExactly("a");
            assertThat(answered.getOrigin().getOffset()).isEqualTo(7);
            assertThat(bench.fates.votes).containsOnly(Map.entry(VoteFate.ANSWERED, 1));
            assertThat(bench.fates.agreements.get("site-0")).isNaN();
        }
    }

    @Test
    void anotherVersionOfATeacherIsNotSeen() {
        try (MergeBench bench = new MergeBench(MergeBench.privately(TEACHERS, VOTING))) {
            // When
            askAll(bench, 0, 1);
            bench.send(answer("site-0", 1, 1).setTeacherVersion("2"));
            for (int t = 1; t < TEACHERS; t++) {
                bench.send(answer("site-" + t, 1, 1));
            }

            // Then
            List<Knowledge> answered = bench.knowledge();
            assertThat(answered).hasSize(2);
            assertThat(answered)
                    .extracting(Knowledge::getTeacherVersion)
                    .containsOnly(answered.get(0).getTeacherVersion());
        }
    }

    @Test
    void anAnswerHasTheKeyOfItsSampleOrNone() {
        try (MergeBench bench = new MergeBench(MergeBench.privately(TEACHERS, VOTING))) {
            // When
            askAll(bench, 0, 1);
            for (int t = 0; t < TEACHERS; t++) {
                bench.sendWithoutKey(answer("site-" + t, 1, 1));
            }

            // Then
            assertThat(bench.knowledgeKeys()).containsExactly(new byte[] {1}, null);
        }
    }

    @Test
    void withoutConsensusThereIsNoAnswer() {
        try (MergeBench bench = new MergeBench(MergeBench.privately(TEACHERS, VOTING))) {
            // When
            for (int t = 0; t < TEACHERS; t++) {
                bench.send(answer("site-" + t, 0, t % 3));
            }

            // Then
            assertThat(bench.knowledge()).isEmpty();
            assertThat(bench.deadLetters()).isEmpty();
            assertThat(bench.fates.votes).containsOnly(Map.entry(VoteFate.NO_CONSENSUS, 1));
            assertThat(bench.fates.spent).isEqualTo(epsilon(1, 0));
            assertThat(bench.fates.waiting).isZero();
        }
    }

    @Test
    void eachSampleOfARecordIsAskedAboutByItself() {
        try (MergeBench bench = new MergeBench(MergeBench.privately(TEACHERS, VOTING))) {
            // When
            for (int t = 0; t < TEACHERS; t++) {
                boolean leavesOneOut = t == 3;
                bench.send(
                        leavesOneOut
                                ? answer("site-3", 0, 2, 1).addSampleIndexes(0).addSampleIndexes(2)
                                : answer("site-" + t, 0, 2, t % 3, 1));
            }

            // Then
            List<Knowledge> answered = bench.knowledge();
            assertThat(answered).extracting(Knowledge::getSampleIndexesList).containsExactly(List.of(0), List.of(2));
            assertThat(MergeBench.logits(answered.get(0))).containsExactly(NO, NO, 0);
            assertThat(MergeBench.logits(answered.get(1))).containsExactly(NO, 0, NO);
            assertThat(bench.fates.spent).isEqualTo(epsilon(3, 2));
        }
    }

    @Test
    void teachersThatAreAwayHaveNoVote() {
        try (MergeBench bench = new MergeBench(MergeBench.privately(TEACHERS, VOTING))) {
            // Given
            bench.send(answer("site-0", 0, 1));

            // When
            bench.pass(MergeBench.GRACE.plus(Duration.ofSeconds(1)));

            // Then
            assertThat(bench.knowledge()).isEmpty();
            assertThat(bench.fates.votes).containsOnlyKeys(VoteFate.NO_CONSENSUS);
        }
    }

    @Test
    void whenTheBudgetIsSpentNothingIsAnsweredAnyMore() {
        try (MergeBench bench = new MergeBench(MergeBench.privately(TEACHERS, POOR))) {
            // When
            for (int offset = 0; offset < 50; offset++) {
                askAll(bench, offset, 1);
            }

            // Then
            int answers = bench.fates.votes.get(VoteFate.ANSWERED);
            assertThat(bench.knowledge()).hasSize(answers);
            assertThat(bench.fates.votes.get(VoteFate.NO_BUDGET)).isEqualTo(50 - answers);
            assertThat(bench.fates.exhausted).isTrue();
            assertThat(bench.fates.spent).isEqualTo(epsilon(answers, answers)).isLessThanOrEqualTo(10);
            assertThat(epsilon(answers + 1, answers + 1)).isGreaterThan(10);
        }
    }

    @Test
    void aMergeThatStartsAnewGoesOnWithWhatIsSpent() {
        // Given
        byte[] kept;
        try (MergeBench before = new MergeBench(MergeBench.privately(TEACHERS, POOR))) {
            askAll(before, 0, 1);
            askAll(before, 1, 1);
            kept = before.spending().get("account");
        }
        try (MergeBench after = new MergeBench(MergeBench.privately(TEACHERS, POOR))) {
            after.spending().put("account", kept);

            // When
            askAll(after, 2, 1);

            // Then
            assertThat(after.fates.spent).isEqualTo(epsilon(3, 3));
        }
    }

    @Test
    void answersOfNoClassAreDeadLettered() {
        try (MergeBench bench = new MergeBench(MergeBench.privately(TEACHERS, VOTING))) {
            // When
            bench.send(answer("site-0", 0, new float[] {1}));

            // Then
            assertThat(DeadLetter.from(bench.deadLetters().get(0).headers()).message())
                    .isEqualTo("private votes are for one of several classes: expected [C], but the answer to a sample"
                            + " is [1]");
        }
    }

    @Test
    void whatContradictsPrivacyIsRefused() {
        // Given
        List<MergedTeacher> two = List.of(new MergedTeacher("a", 1, List.of()), new MergedTeacher("b", 1, List.of()));
        List<MergedTeacher> weighted = List.of(new MergedTeacher("a", 2, List.of()));
        PrivateVoting one = new PrivateVoting(1, 1, 1, 1, DELTA);

        // When, Then
        assertThatThrownBy(() -> settings("vote", two, false, Optional.of(one))).hasMessageContaining("with no other");
        assertThatThrownBy(() -> settings("private-vote", two, false, Optional.empty()))
                .hasMessageContaining("expected settings of privacy");
        assertThatThrownBy(() -> settings("private-vote", weighted, false, Optional.of(one)))
                .hasMessage("each teacher has one private vote: expected neither weights nor learned weights");
        assertThatThrownBy(() -> settings("private-vote", two, true, Optional.of(one)))
                .hasMessageContaining("nor learned weights");
        assertThatThrownBy(() -> settings("private-vote", two, false, Optional.of(VOTING)))
                .hasMessage("a threshold of 30 votes is out of reach: expected at most 2, the number of teachers");
    }

    private static void settings(
            String rule, List<MergedTeacher> teachers, boolean learned, Optional<PrivateVoting> privacy) {
        new MergeSettings(
                "merge",
                TopicNames.DEFAULT,
                "alambic.answers",
                MergeRules.of(rule),
                teachers,
                0,
                learned,
                MergeBench.GRACE,
                1,
                1,
                privacy);
    }

    private static void askAll(MergeBench bench, long offset, int likeliest) {
        for (int t = 0; t < TEACHERS; t++) {
            bench.send(answer("site-" + t, offset, likeliest).addSampleIds("a"));
        }
    }

    private static double epsilon(int questions, int answers) {
        return new PrivacyAccount(List.of(new PrivacyAccount.Entry(2, 2, questions, answers))).epsilon(DELTA);
    }
}
