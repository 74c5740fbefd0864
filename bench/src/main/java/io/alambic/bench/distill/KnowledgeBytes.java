package io.alambic.bench.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.client.NamedTensor;
import io.alambic.client.samples.Samples;
import io.alambic.core.data.IdxFiles;
import io.alambic.core.data.LabelledData;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.tensor.EncodedRows;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.RowBuffer;
import io.alambic.core.zoo.Cnn;
import io.alambic.datasets.DataSet;
import io.alambic.datasets.DataSets;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Logits;
import io.alambic.v1.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;

/**
 * Compares encodings of the feature map and compressions of the topic by the bytes of a sample on the knowledge topic:
 * records as the teacher writes them, in Kafka's own batches. Students are as accurate with each of them (ADR 23).
 */
public final class KnowledgeBytes {

    private static final int PER_RECORD = 128;
    private static final int RECORDS = 16;
    private static final Target TARGET = Target.atMost(0.15);

    private KnowledgeBytes() {}

    /** Measures records of MNIST and a trained teacher's answers. */
    public static List<Section> run(ComparisonSetup setup) throws IOException, InterruptedException {
        setup.progress().accept("bytes: the teacher is trained, where it is not there yet");
        Path cache = setup.home().cache();
        Path folder =
                new DataSets(cache).find(DataSet.MNIST, null, setup.progress()).path();
        LabelledData train = IdxFiles.readSet(folder, "train", Cnn.IMAGE);
        LabelledData test = IdxFiles.readSet(folder, "t10k", Cnn.IMAGE);
        ProtocolOptions options = new ProtocolOptions();
        options.teacherEpochs = 1;
        Protocol protocol = options.protocol(train);
        try (NDManager manager = setup.manager().newSubManager();
                TrainableNetwork teacher = new TeacherCache(cache.resolve("bench-teachers"))
                        .get(protocol, train, test, report -> {}, manager)
                        .network()) {
            return List.of(section(train, teacher, protocol.features().get(0).teacher(), manager));
        }
    }

    /**
     * Returns a table of all encodings and compressions, the smallest last.
     *
     * @param map the teacher's feature map that travels
     */
    static Section section(LabelledData data, TrainableNetwork teacher, String map, NDManager manager) {
        LabelledData samples = data.first(Math.min(data.size(), RECORDS * PER_RECORD));
        Map<String, Compression> compressions = Map.of(
                "not compressed", Compression.NONE, "zstd", Compression.zstd().build());
        double first = bytesPerSample(values(samples, teacher, map, Encoding.FP32, manager), Compression.NONE, samples);
        List<Row> rows = new ArrayList<>();
        for (Encoding encoding : Encoding.values()) {
            List<byte[]> values = values(samples, teacher, map, encoding, manager);
            compressions.forEach((name, compression) -> {
                double bytes = bytesPerSample(values, compression, samples);
                rows.add(new Row(
                        "%s, %s".formatted(encoding.name().toLowerCase(Locale.ROOT), name),
                        List.of(Spread.exactly(bytes), Spread.exactly(bytes / first))));
            });
        }
        rows.sort(Comparator.comparingDouble(row -> -row.figures().get(0).median()));
        return new Section(
                "bytes: %,d samples of logits and %s".formatted(samples.size(), map),
                List.of(Measure.BYTES_PER_SAMPLE, Measure.BYTES_RATIO),
                rows,
                Optional.of(TARGET));
    }

    /** Returns the mean over records, each in a batch of its own. */
    private static double bytesPerSample(List<byte[]> values, Compression compression, LabelledData samples) {
        double bytes = values.stream()
                .mapToLong(value -> MemoryRecords.withRecords(compression, new SimpleRecord(value))
                        .sizeInBytes())
                .sum();
        return bytes / samples.size();
    }

    /** Returns the knowledge records of all samples, with labels, logits as FP32 and the encoded map. */
    private static List<byte[]> values(
            LabelledData samples, TrainableNetwork teacher, String map, Encoding encoding, NDManager parent) {
        List<byte[]> values = new ArrayList<>();
        for (int from = 0; from < samples.size(); from += PER_RECORD) {
            int count = Math.min(PER_RECORD, samples.size() - from);
            RowBuffer rows = new RowBuffer();
            rows.append(samples.input(), from, count);
            Knowledge.Builder knowledge = Knowledge.newBuilder().addInputs(input(samples.input(), from, count));
            for (int i = from; i < from + count; i++) {
                knowledge.addLabels(samples.labels()[i]);
            }
            try (NDManager scope = parent.newSubManager()) {
                Map<String, NDArray> answer =
                        teacher.forward(Map.of(samples.input().name(), rows.toArray(scope)));
                knowledge.setLogits(Logits.newBuilder()
                        .setFull(EncodedRows.encode(answer.get(Signature.LOGITS), Encoding.FP32)
                                .rows(Signature.LOGITS, 0, count)));
                knowledge.addFeatureMaps(EncodedRows.encode(answer.get(map), encoding, teacher.channelsLast())
                        .rows(map, 0, count));
            }
            values.add(knowledge.build().toByteArray());
        }
        return values;
    }

    /** Returns the images as a producer sends them. */
    private static Tensor input(EncodedTensor all, int from, int count) {
        byte[] pixels = new byte[Math.toIntExact(count * all.rowBytes())];
        all.data().duplicate().position(Math.toIntExact(from * all.rowBytes())).get(pixels);
        long[] shape = new Shape(count).addAll(all.sampleShape()).getShape();
        NamedTensor images = NamedTensor.of(all.name(), pixels, shape).quantized(NamedTensor.Quantization.PIXELS);
        return Samples.of(images).toProto().getTensors(0);
    }
}
