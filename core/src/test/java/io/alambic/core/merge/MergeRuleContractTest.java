package io.alambic.core.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What every merge rule promises. */
class MergeRuleContractTest {

    private static final int CLASSES = 4;
    private static final double CLOSE = 1e-5;

    /** Answers of some teachers to one sample. */
    record Answers(float[][] logits, double[] weights, int label) {

        float[] merged(MergeRule rule) {
            return rule.merge(logits, rule.shares(logits, weights, label));
        }
    }

    @Property
    void anAnswerComesOfEveryAnswers(@ForAll("rules") MergeRule rule, @ForAll("answers") Answers answers) {
        // When
        float[] merged = answers.merged(rule);

        // Then
        assertThat(merged).hasSize(CLASSES).doesNotContain(Float.NaN, Float.POSITIVE_INFINITY);
        assertThat(Arrays.equals(merged, filled(Float.NEGATIVE_INFINITY))).isFalse();
    }

    @Property
    void sharesAreWeights(@ForAll("rules") MergeRule rule, @ForAll("answers") Answers answers) {
        // When
        double[] shares = rule.shares(answers.logits(), answers.weights(), answers.label());

        // Then
        assertThat(shares).hasSize(answers.logits().length);
        assertThat(DoubleStream.of(shares).min().orElseThrow()).isNotNegative();
        assertThat(DoubleStream.of(shares).sum()).isCloseTo(1, within(CLOSE));
    }

    @Property
    void oneTeacherAloneKeepsItsLikeliestClass(@ForAll("rules") MergeRule rule, @ForAll("answers") Answers answers) {
        // Given
        Answers alone = new Answers(new float[][] {answers.logits()[0]}, new double[] {1}, answers.label());

        // When
        float[] merged = alone.merged(rule);

        // Then
        assertThat(merged[Softmax.likeliest(answers.logits()[0])]).isEqualTo(merged[Softmax.likeliest(merged)]);
    }

    @Property
    void equalAnswersAreTheAnswer(@ForAll("rules") MergeRule rule, @ForAll("answers") Answers answers) {
        // Given
        float[][] equal = new float[answers.logits().length][];
        Arrays.fill(equal, answers.logits()[0]);
        Assume.that(!rule.name().endsWith("vote")); // of which only the class is left

        // When
        float[] merged = new Answers(equal, answers.weights(), answers.label()).merged(rule);

        // Then
        assertThat(Softmax.of(merged)).containsExactly(Softmax.of(answers.logits()[0]), within(CLOSE));
    }

    @Property
    void theOrderOfTheTeachersDoesNotMatter(@ForAll("rules") MergeRule rule, @ForAll("answers") Answers answers) {
        // Given
        Assume.that(rule.waitsForAll());
        int last = answers.logits().length - 1;
        float[][] backwards = IntStream.rangeClosed(0, last)
                .mapToObj(t -> answers.logits()[last - t])
                .toArray(float[][]::new);
        double[] weights = IntStream.rangeClosed(0, last)
                .mapToDouble(t -> answers.weights()[last - t])
                .toArray();

        // When
        float[] merged = new Answers(backwards, weights, answers.label()).merged(rule);

        // Then
        assertThat(Softmax.of(merged)).containsExactly(Softmax.of(answers.merged(rule)), within(CLOSE));
    }

    @Property
    void aStudentOfTheMeanFollowsAllTeachersAtOnce(@ForAll("answers") Answers answers, @ForAll("student") float[] q) {
        // Given
        double[] student = Softmax.of(q);
        double[] merged = Softmax.of(answers.merged(new MeanProbabilities()));
        double[] other = Softmax.of(filled(1));

        // When
        double each = 0;
        double eachOther = 0;
        for (int t = 0; t < answers.logits().length; t++) {
            double[] teacher = Softmax.of(answers.logits()[t]);
            each += answers.weights()[t] * divergence(teacher, student);
            eachOther += answers.weights()[t] * divergence(teacher, other);
        }

        // Then
        assertThat(each - eachOther).isCloseTo(divergence(merged, student) - divergence(merged, other), within(1e-3));
    }

    @Example
    void confidenceFollowsTheFormula() {
        // Given
        float[][] logits = {{2, 0, 0, 0}, {0, 2, 0, 0}};
        double right = -Math.log(Math.exp(2) / (Math.exp(2) + 3));
        double wrong = -Math.log(1 / (Math.exp(2) + 3));

        // When
        double[] shares = new Confidence().shares(logits, new double[] {0.5, 0.5}, 0);

        // Then
        double sum = Math.exp(right) + Math.exp(wrong);
        assertThat(shares)
                .containsExactly(new double[] {1 - Math.exp(right) / sum, 1 - Math.exp(wrong) / sum}, within(1e-12));
    }

    @Example
    void withoutALabelTheSurerTeacherCountsForMore() {
        // When
        double[] shares = new Confidence()
                .shares(new float[][] {{9, 0, 0, 0}, {1, 0, 0, 0}}, new double[] {0.5, 0.5}, MergeRule.UNLABELLED);

        // Then
        assertThat(shares[0]).isGreaterThan(0.75);
    }

    @Example
    void votesAreCounted() {
        // When
        float[] merged = new Vote()
                .merge(new float[][] {{3, 0, 0, 0}, {1, 0, 0, 0}, {0, 0, 1, 0}}, new double[] {0.25, 0.25, 0.5});

        // Then
        assertThat(Softmax.of(merged)).containsExactly(new double[] {0.5, 0, 0.5, 0}, within(CLOSE));
    }

    @Example
    void privateVotesAreCountedWhateverTheWeights() {
        // When
        float[] votes = new PrivateVote()
                .merge(new float[][] {{3, 0, 0, 0}, {1, 0, 0, 0}, {0, 0, 1, 0}}, new double[] {0.1, 0.1, 0.8});

        // Then
        assertThat(votes).containsExactly(2, 0, 1, 0);
    }

    @Example
    void teachersOfDifferentClassesAnswerTogether() {
        // Given
        float unknown = Float.NaN;
        float[][] logits = {{1, 5, 3, unknown}, {unknown, unknown, 1, 4}};

        // When
        float[] merged = new MeanLogits().merge(logits, new double[] {0.5, 0.5});

        // Then
        assertThat(merged).containsExactly(1, 5, 2, 4);
    }

    @Example
    void teachersThatRuleOutEachOthersClassesLeaveThoseOfBoth() {
        // Given
        float no = Float.NEGATIVE_INFINITY;

        // When
        float[] merged =
                new MeanLogits().merge(new float[][] {{1, no, no, no}, {no, 2, no, no}}, new double[] {0.5, 0.5});

        // Then
        assertThat(merged).containsExactly(1, 2, no, no);
    }

    @Example
    void anUnknownRuleIsRefusedWithThoseThatThereAre() {
        // When, Then
        assertThatThrownBy(() -> MergeRules.of("median"))
                .hasMessage(
                        "expected mean-probabilities, mean-logits, confidence, vote, private-vote, routed, but got 'median'");
    }

    private static double divergence(double[] p, double[] q) {
        double divergence = 0;
        for (int c = 0; c < p.length; c++) {
            divergence += p[c] == 0 ? 0 : p[c] * Math.log(p[c] / q[c]);
        }
        return divergence;
    }

    private static float[] filled(float logit) {
        float[] logits = new float[CLASSES];
        Arrays.fill(logits, logit);
        return logits;
    }

    @Provide
    Arbitrary<MergeRule> rules() {
        return Arbitraries.of(MergeRules.ALL);
    }

    @Provide
    Arbitrary<float[]> student() {
        return Arbitraries.floats().between(-8, 8).array(float[].class).ofSize(CLASSES);
    }

    @Provide
    Arbitrary<Answers> answers() {
        Arbitrary<Float> logit = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.floats().between(-20, 20)),
                Tuple.of(1, Arbitraries.just(Float.NEGATIVE_INFINITY)));
        Arbitrary<float[]> teacher = logit.array(float[].class)
                .ofSize(CLASSES)
                .filter(row -> !Arrays.equals(row, filled(Float.NEGATIVE_INFINITY)));
        return Arbitraries.integers().between(2, 4).flatMap(teachers -> Combinators.combine(
                        teacher.array(float[][].class).ofSize(teachers),
                        Arbitraries.doubles()
                                .between(0.1, 1)
                                .array(double[].class)
                                .ofSize(teachers),
                        Arbitraries.integers().between(-1, CLASSES - 1))
                .as((logits, weights, label) -> new Answers(logits, normalised(weights), label)));
    }

    private static double[] normalised(double[] weights) {
        double sum = DoubleStream.of(weights).sum();
        return DoubleStream.of(weights).map(weight -> weight / sum).toArray();
    }
}
