package io.alambic.bench.comparison;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.bench.measure.Alternative;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.measure.Timing;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Report;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.RowBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What each encoding of a teacher's answers costs and loses: bytes on the wire, time to the wire and
 * back into a native FP32 array, and the error of what arrives. The answers are those of a real pass.
 */
public final class FeatureEncoding implements Comparison {

    private static final int SAMPLES = 64;

    private final TeacherSource source;

    /** Encodings of that teacher's answers. */
    public FeatureEncoding(TeacherSource source) {
        this.source = source;
    }

    @Override
    public String name() {
        return "feature-encoding";
    }

    @Override
    public String summary() {
        return "Feature maps and logits as fp32, fp16, int8: bytes per sample, error, time to the wire and back.";
    }

    @Override
    public Report run(Setup setup) throws IOException {
        try (NDManager manager = setup.manager().newSubManager()) {
            TeacherSource.Answers answers = source.answers(manager, SAMPLES, setup.seed());
            List<Section> sections = new ArrayList<>();
            answers.outputs().keySet().forEach(output -> sections.add(section(setup, output, answers)));
            return new Report(name(), sections);
        }
    }

    private Section section(Setup setup, String output, TeacherSource.Answers answers) {
        NDArray exact = answers.outputs().get(output);
        String title = "%s: %s, %d samples of %s, %s"
                .formatted(
                        name(),
                        output,
                        exact.getShape().get(0),
                        exact.getShape().slice(1),
                        source.description());
        setup.progress().accept(title);
        boolean logits = output.equals(Signature.LOGITS);
        List<Passage> passages = new ArrayList<>();
        for (Encoding encoding : Encoding.values()) {
            passages.add(new Passage(output, answers, encoding, new RowBuffer()));
        }
        List<Timing> timings = setup.stopwatch()
                .compare(passages.stream()
                        .map(passage -> new Alternative(passage.encoding().name(), passage::travel))
                        .toList());
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < passages.size(); i++) {
            rows.add(row(passages.get(i), timings.get(i), logits));
        }
        return new Section(title, measures(logits), rows);
    }

    private static List<Measure> measures(boolean logits) {
        List<Measure> measures = new ArrayList<>(List.of(
                Measure.BYTES_PER_SAMPLE,
                Measure.RELATIVE_ERROR,
                Measure.LARGEST_ERROR,
                Measure.MICROS,
                Measure.RATIO));
        if (logits) {
            measures.addAll(List.of(Measure.KL_NATS, Measure.AGREEMENT));
        }
        return measures;
    }

    private static Row row(Passage passage, Timing timing, boolean logits) {
        try (NDManager scope = passage.exact().getManager().newSubManager()) {
            Distortion distortion = Distortion.between(passage.exact(), passage.arrived(scope));
            List<Spread> figures = new ArrayList<>(List.of(
                    Spread.exactly(passage.bytesPerSample()),
                    Spread.exactly(distortion.relativeRms()),
                    Spread.exactly(distortion.largest()),
                    timing.micros(),
                    timing.ratio()));
            if (logits) {
                figures.add(Spread.exactly(Distortion.klNats(passage.exact(), passage.arrived(scope))));
                figures.add(Spread.exactly(Distortion.agreement(passage.exact(), passage.arrived(scope))));
            }
            return new Row(timing.name(), figures);
        }
    }

    /** The way of one batch through one encoding. */
    private record Passage(String output, TeacherSource.Answers answers, Encoding encoding, RowBuffer rows) {

        private byte[] record() {
            return answers.encoded(output, encoding).toByteArray();
        }

        private NDArray exact() {
            return answers.outputs().get(output);
        }

        private int samples() {
            return Math.toIntExact(exact().getShape().get(0));
        }

        private double bytesPerSample() {
            return (double) record().length / samples();
        }

        private NDArray arrived(NDManager scope) {
            EncodedTensor tensor = Wire.read(ByteBuffer.wrap(record()));
            rows.clear();
            rows.append(tensor, 0, samples());
            return rows.toArray(scope);
        }

        private void travel() {
            try (NDManager scope = exact().getManager().newSubManager()) {
                arrived(scope);
            }
        }
    }
}
