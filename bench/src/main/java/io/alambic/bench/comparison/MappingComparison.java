package io.alambic.bench.comparison;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.sun.management.ThreadMXBean;
import io.alambic.bench.baseline.InProcessLoop;
import io.alambic.bench.measure.Compared;
import io.alambic.bench.measure.RoundRobin;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.RefusedRecordException;
import io.alambic.mapping.SourceRecord;
import io.alambic.v1.SampleBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** From JSON to tensors on one thread, a sample a record, against Jackson's parser alone and against {@code SampleBatch} records. */
final class MappingComparison {

    private static final JsonFactory JACKSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private MappingComparison() {}

    /** Returns a table for each kind of record. */
    static List<Section> run(ComparisonSetup setup) throws IOException, InterruptedException {
        List<Section> sections = new ArrayList<>();
        for (JsonSamples samples : List.of(
                JsonSamples.ofWholePixels(setup.seed()),
                JsonSamples.ofRealPixels(setup.seed()),
                JsonSamples.ofFields(setup.seed()))) {
            sections.add(compare(setup, samples));
        }
        return sections;
    }

    private static Section compare(ComparisonSetup setup, JsonSamples samples)
            throws IOException, InterruptedException {
        String title = "mapping: %s, FP32, one sample a record".formatted(samples.name());
        setup.progress().accept(title);
        RecordMapping mapping = samples.mapping();
        List<byte[]> produced = samples.records().stream()
                .map(json -> map(mapping, json).toByteArray())
                .toList();
        List<InProcessLoop> loops = List.of(
                loop("Jackson alone", samples.records(), MappingComparison::parse),
                loop("SampleBatch", produced, record -> decode(record).getTensorsCount()),
                loop("mapping", samples.records(), record -> map(mapping, record)
                        .getTensorsCount()));
        List<Compared> compared = new RoundRobin(setup.pace()).run(loops);
        List<Row> rows = IntStream.range(0, loops.size())
                .mapToObj(i -> new Row(
                        loops.get(i).name(),
                        List.of(
                                Spread.exactly(allocated(loops.get(i))),
                                compared.get(i).figure(),
                                compared.get(i).ratio())))
                .toList();
        return new Section(
                        title,
                        List.of(Measure.BYTES_ALLOCATED, Measure.SAMPLES_PER_SECOND, Measure.SAMPLES_PER_SECOND_RATIO),
                        rows)
                .with(Target.atLeast(0.8));
    }

    private static InProcessLoop loop(String name, List<byte[]> records, ToIntFunction<byte[]> work) {
        return new InProcessLoop(
                name,
                records.size(),
                () -> {
                    for (byte[] record : records) {
                        if (work.applyAsInt(record) == 0) {
                            throw new IllegalStateException(name + " found nothing in a record");
                        }
                    }
                },
                () -> {});
    }

    /** Returns bytes of the heap for a sample, once all is compiled. */
    private static double allocated(InProcessLoop loop) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        loop.work().run();
        return (double) (threads.getCurrentThreadAllocatedBytes() - before) / loop.samples();
    }

    /** Reads every token, and every number as the type that the parser has for it; returns how many numbers and tokens there are. */
    private static int parse(byte[] json) {
        double sum = 0;
        int tokens = 0;
        try (JsonParser parser = JACKSON.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                tokens++;
                if (token == JsonToken.VALUE_NUMBER_INT) {
                    sum += parser.getIntValue();
                } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
                    sum += parser.getFloatValue();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Double.isNaN(sum) ? 0 : tokens;
    }

    private static SampleBatch decode(byte[] record) {
        try {
            CodedInputStream input = UnsafeByteOperations.unsafeWrap(record).newCodedInput();
            input.enableAliasing(true);
            return SampleBatch.parseFrom(input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SampleBatch map(RecordMapping mapping, byte[] json) {
        try {
            return mapping.map(SourceRecord.of(json, 0)).batch();
        } catch (RefusedRecordException e) {
            throw new IllegalStateException("a record of the bench is refused: " + e.getMessage(), e);
        }
    }
}
