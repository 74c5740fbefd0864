package io.alambic.tools.report;

import ai.djl.ndarray.NDManager;
import io.alambic.core.task.NeighbourRecall;
import io.alambic.tools.ComparedModel;
import io.alambic.tools.text.TextPass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Measures two models of texts against each other: each batch of texts is answered by both, in turns.
 *
 * @param task what both answer
 * @param pass the test texts
 * @param baselines what learned neither from the teacher nor from labels, by name
 * @param clock monotonic time in nanoseconds
 */
record TextComparison(
        TextTask task, TextPass pass, Map<String, NeighbourRecall.Similarity> baselines, LongSupplier clock) {

    private static final int WARM_UP = 2;
    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * Returns the report.
     *
     * @throws IllegalArgumentException if the models do not read such texts
     */
    TextReport run(ComparedModel teacher, ComparedModel student, NDManager manager) {
        Measured one = new Measured(teacher, manager);
        Measured other = new Measured(student, manager);
        List<List<Integer>> batches = pass.batches();
        for (int i = 0; i < WARM_UP; i++) {
            one.ask(batches.get(i % batches.size()));
            other.ask(batches.get(i % batches.size()));
        }
        one.calls.clear();
        other.calls.clear();
        for (int i = 0; i < batches.size(); i++) {
            List<Measured> turns = new ArrayList<>(i % 2 == 0 ? List.of(one, other) : List.of(other, one));
            for (Measured turn : turns) {
                turn.ask(batches.get(i));
            }
        }
        return new TextReport(
                one.figures(),
                other.figures(),
                pass.texts().size(),
                task.figures(one.answers, other.answers),
                found(one.answers));
    }

    private Map<String, Map<String, Double>> found(float[][] teacher) {
        Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
        baselines.forEach((name, similarity) -> figures.put(name, TextTask.recall(teacher, similarity)));
        return figures;
    }

    /** A call with texts of one length. */
    private record Call(int texts, double nanosPerText) {}

    /** One of the two, and what it has answered. */
    private final class Measured {

        private final ComparedModel model;
        private final NDManager manager;
        private final float[][] answers = new float[pass.texts().size()][];
        private final Map<Integer, List<Call>> calls = new TreeMap<>();

        Measured(ComparedModel model, NDManager manager) {
            this.model = model;
            this.manager = manager;
        }

        void ask(List<Integer> batch) {
            long nanos = pass.answer(
                    model.network(), TextPass.Answer.output(model.logits()), batch, answers, manager, clock);
            calls.computeIfAbsent(pass.size(batch), size -> new ArrayList<>())
                    .add(new Call(batch.size(), (double) nanos / batch.size()));
        }

        TextReport.Figures figures() {
            return new TextReport.Figures(
                    model.source(),
                    model.parameters(),
                    model.bytes(),
                    task.accuracy(pass, answers),
                    answers.length / (nanos() / NANOS_PER_SECOND));
        }

        /** All texts, each as fast as in the median call of its length: other load on the machine shows in few calls. */
        private double nanos() {
            return calls.values().stream()
                    .mapToDouble(all ->
                            median(all) * all.stream().mapToInt(Call::texts).sum())
                    .sum();
        }

        private static double median(List<Call> calls) {
            return calls.stream()
                    .mapToDouble(Call::nanosPerText)
                    .sorted()
                    .skip((calls.size() - 1) / 2)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
