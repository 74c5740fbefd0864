package io.alambic.bench.distill;

import io.alambic.bench.measure.Spread;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An encoding and compression of knowledge.
 *
 * @param name as the table shows it
 * @param bytesPerSample on the topic
 * @param accuracies of students, 0..1, by seed
 */
record KnowledgeFormat(String name, double bytesPerSample, double[] accuracies) {

    private static final double EQUAL_POINTS = 0.2;
    private static final double PERCENT = 100;
    private static final Target TARGET = Target.atMost(0.15);
    private static final List<Measure> MEASURES =
            List.of(Measure.ACCURACY_PERCENT, Measure.POINTS_AHEAD, Measure.BYTES_PER_SAMPLE, Measure.BYTES_RATIO);

    /**
     * Returns a table of the formats whose students are as accurate as those of the first, and one of the others, if
     * there are any.
     *
     * @param all what they are compared with comes first
     */
    static List<Section> sections(String title, List<KnowledgeFormat> all) {
        KnowledgeFormat first = all.get(0);
        List<Row> equal = new ArrayList<>();
        List<Row> others = new ArrayList<>(List.of(first.row(first)));
        equal.add(first.row(first));
        all.stream()
                .skip(1)
                .sorted(Comparator.comparingDouble(KnowledgeFormat::bytesPerSample)
                        .reversed())
                .forEach(one ->
                        (Math.abs(mean(one.pointsAhead(first))) <= EQUAL_POINTS ? equal : others).add(one.row(first)));
        List<Section> sections = new ArrayList<>();
        if (others.size() > 1) {
            sections.add(new Section(title + "; not as accurate", MEASURES, others));
        }
        sections.add(new Section(title, MEASURES, equal, Optional.of(TARGET)));
        return sections;
    }

    private Row row(KnowledgeFormat first) {
        return new Row(
                name,
                List.of(
                        around(Arrays.stream(accuracies)
                                .map(accuracy -> PERCENT * accuracy)
                                .toArray()),
                        around(pointsAhead(first)),
                        Spread.exactly(bytesPerSample),
                        Spread.exactly(bytesPerSample / first.bytesPerSample)));
    }

    private double[] pointsAhead(KnowledgeFormat first) {
        double[] points = new double[accuracies.length];
        Arrays.setAll(points, seed -> PERCENT * (accuracies[seed] - first.accuracies[seed]));
        return points;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static Spread around(double[] values) {
        return new Spread(
                mean(values),
                Arrays.stream(values).min().orElseThrow(),
                Arrays.stream(values).max().orElseThrow());
    }
}
