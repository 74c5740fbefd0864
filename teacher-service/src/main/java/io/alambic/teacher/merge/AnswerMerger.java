package io.alambic.teacher.merge;

import io.alambic.core.merge.AnswerLogits;
import io.alambic.core.merge.LearnedWeights;
import io.alambic.core.merge.MergeRule;
import io.alambic.teacher.records.SampleRows;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes knowledge of answers to the samples of one record: one record for the samples that all of its teachers answered, and one more for
 * each smaller set of teachers, where a teacher left samples out. By a private rule, one record of votes for each sample, which says
 * nothing else of the teachers. Used by one thread.
 */
final class AnswerMerger {

    private final MergeSettings settings;
    private final MergeRule rule;
    private final TeacherStandings standings;

    AnswerMerger(MergeSettings settings, TeacherStandings standings) {
        this.settings = settings;
        this.rule = settings.rule();
        this.standings = standings;
    }

    /**
     * Merges answers to the same samples.
     *
     * @param answers of one shape; no teacher answers a sample twice
     */
    List<MergedKnowledge> merge(List<Answer> answers) {
        List<Answer> ordered = answers.stream()
                .sorted(Comparator.comparingInt(Answer::teacher))
                .toList();
        Map<Integer, BitSet> teachersOfSample = teachersOfSample(ordered);
        if (rule.isPrivate()) {
            return votes(ordered, teachersOfSample);
        }
        List<MergedKnowledge> merged = new ArrayList<>();
        samplesOfTeachers(teachersOfSample).forEach((who, samples) -> {
            List<Answer> those = who.stream().mapToObj(ordered::get).toList();
            boolean all = those.stream()
                    .anyMatch(answer -> answer.isWhole() && answer.answered().equals(samples));
            merged.add(new MergedKnowledge(merge(those, samples, all), those, samples));
        });
        standings.keep();
        return merged;
    }

    /** Each sample is on its own: that teachers left others out is not to be seen. */
    private List<MergedKnowledge> votes(List<Answer> ordered, Map<Integer, BitSet> teachersOfSample) {
        List<MergedKnowledge> votes = new ArrayList<>();
        teachersOfSample.forEach((sample, who) -> {
            List<Answer> those = who.stream().mapToObj(ordered::get).toList();
            BitSet alone = new BitSet();
            alone.set(sample);
            votes.add(new MergedKnowledge(merge(those, alone, false), those, alone));
        });
        return votes;
    }

    private static Map<Integer, BitSet> teachersOfSample(List<Answer> answers) {
        Map<Integer, BitSet> teachersOfSample = new TreeMap<>();
        for (int i = 0; i < answers.size(); i++) {
            int place = i;
            answers.get(i).open().stream().forEach(sample -> teachersOfSample
                    .computeIfAbsent(sample, any -> new BitSet())
                    .set(place));
        }
        return teachersOfSample;
    }

    private static Map<BitSet, BitSet> samplesOfTeachers(Map<Integer, BitSet> teachersOfSample) {
        Map<BitSet, BitSet> samples = new LinkedHashMap<>();
        teachersOfSample.forEach((sample, who) ->
                samples.computeIfAbsent(who, any -> new BitSet()).set(sample));
        return samples;
    }

    private Knowledge merge(List<Answer> answers, BitSet samples, boolean all) {
        Answer first = answers.get(0);
        SampleRows rows = rows(first, samples);
        Knowledge.Builder merged = Knowledge.newBuilder()
                .setTeacherName(settings.name())
                .setTeacherVersion(standings.version())
                .setOrigin(first.knowledge().getOrigin())
                .setEventTime(first.knowledge().getEventTime())
                .addAllLabels(rows.of(first.knowledge().getLabelsList()))
                .addAllSampleIds(rows.of(first.knowledge().getSampleIdsList()));
        if (first.knowledge().hasLabelTensor()) {
            merged.setLabelTensor(rows.of(first.knowledge().getLabelTensor()));
        }
        if (first.knowledge().hasAugmentation()) {
            merged.setAugmentation(first.knowledge().getAugmentation());
        }
        if (!all) {
            samples.stream().forEach(merged::addSampleIndexes);
        }
        inputs(answers, samples).values().forEach(merged::addInputs);
        if (!rule.isPrivate()) {
            featureMaps(answers, samples, merged);
        }
        mergeLogits(answers, samples, merged);
        return merged.build();
    }

    private static void featureMaps(List<Answer> answers, BitSet samples, Knowledge.Builder merged) {
        for (Answer answer : answers) {
            SampleRows own = rows(answer, samples);
            String teacher = answer.teacherName();
            answer.knowledge()
                    .getFeatureMapsList()
                    .forEach(map ->
                            merged.addFeatureMaps(own.of(map).toBuilder().setName(teacher + "/" + map.getName())));
        }
    }

    private static SampleRows rows(Answer answer, BitSet samples) {
        return new SampleRows(answer.rows(samples), answer.logits().samples());
    }

    /** A teacher may pass on other inputs than the first. */
    private static Map<String, Tensor> inputs(List<Answer> answers, BitSet samples) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (Answer answer : answers) {
            SampleRows rows = rows(answer, samples);
            answer.knowledge()
                    .getInputsList()
                    .forEach(input -> inputs.computeIfAbsent(input.getName(), name -> rows.of(input)));
        }
        return inputs;
    }

    private void mergeLogits(List<Answer> answers, BitSet samples, Knowledge.Builder merged) {
        Answer first = answers.get(0);
        int places = first.logits().places();
        int classes = settings.classes() == 0 ? first.logits().classes() : settings.classes();
        int[][] rows = answers.stream()
                .map(answer -> answer.rows(samples).stream().toArray())
                .toArray(int[][]::new);
        int[][] known = answers.stream().map(this::known).toArray(int[][]::new);
        int[] labels = labels(first, rows[0]);
        double[] weights = weights(answers);
        double[] shares = new double[answers.size()];
        float[][] logits = new float[samples.cardinality() * places][];
        for (int sample = 0; sample < samples.cardinality(); sample++) {
            for (int place = 0; place < places; place++) {
                float[][] of = new float[answers.size()][];
                for (int i = 0; i < of.length; i++) {
                    of[i] = answers.get(i).logits().row(rows[i][sample], place, known[i], classes);
                }
                int label = places == 1 && labels[sample] < classes ? labels[sample] : MergeRule.UNLABELLED;
                double[] counted = rule.shares(of, weights, label);
                float[] row = rule.merge(of, counted);
                logits[sample * places + place] = row;
                for (int i = 0; i < shares.length; i++) {
                    shares[i] += counted[i] / logits.length;
                }
                record(answers, of, row, label);
            }
        }
        List<Long> shape = new ArrayList<>(first.logits().sampleShape());
        shape.set(shape.size() - 1, (long) classes);
        merged.setLogits(AnswerLogits.write(logits, shape));
        if (rule.isPrivate()) {
            return;
        }
        for (int i = 0; i < shares.length; i++) {
            merged.addTeachersBuilder()
                    .setName(answers.get(i).teacherName())
                    .setVersion(answers.get(i).knowledge().getTeacherVersion())
                    .setShare(shares[i]);
        }
    }

    private int[] known(Answer answer) {
        return settings.teachers().get(answer.teacher()).classes().stream()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static int[] labels(Answer first, int[] rows) {
        int[] labels = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            labels[i] = first.knowledge().getLabelsCount() == 0
                    ? MergeRule.UNLABELLED
                    : Math.max(MergeRule.UNLABELLED, first.knowledge().getLabels(rows[i]));
        }
        return labels;
    }

    private double[] weights(List<Answer> answers) {
        double[] weights = answers.stream()
                .mapToDouble(answer -> standings.weight(answer.teacher()))
                .toArray();
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    private void record(List<Answer> answers, float[][] logits, float[] merged, int label) {
        if (merged.length == 1 || rule.isPrivate()) {
            return;
        }
        int likeliest = LearnedWeights.likeliest(merged);
        int[] teachers = new int[answers.size()];
        double[] likelihoods = new double[answers.size()];
        int knowing = 0;
        for (int i = 0; i < logits.length; i++) {
            int teacher = answers.get(i).teacher();
            int own = LearnedWeights.likeliest(logits[i]);
            if (!Float.isNaN(logits[i][likeliest])) {
                standings.agrees(teacher, own == likeliest);
            }
            if (label != MergeRule.UNLABELLED && !Float.isNaN(logits[i][label])) {
                standings.isRight(teacher, own == label);
                teachers[knowing] = teacher;
                likelihoods[knowing++] = LearnedWeights.likelihood(logits[i], label);
            }
        }
        if (knowing > 0) {
            standings.learn(Arrays.copyOf(teachers, knowing), Arrays.copyOf(likelihoods, knowing));
        }
    }
}
