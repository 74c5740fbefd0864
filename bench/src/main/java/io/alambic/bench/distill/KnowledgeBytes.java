package io.alambic.bench.distill;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.report.BenchReport;
import io.alambic.bench.report.Section;
import io.alambic.core.data.IdxFiles;
import io.alambic.core.data.LabelledData;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.LoadedModel;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.zoo.Cnn;
import io.alambic.datasets.DataSet;
import io.alambic.datasets.DataSets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.compress.Compression;

/**
 * Compares encodings of the feature map and compressions of the topic by bytes of a sample on the knowledge topic, and
 * by the accuracy of students that learned from the decoded map and from labels: with the services' weights the output
 * term hides errors of the map.
 */
public final class KnowledgeBytes implements Comparison {

    private static final int SEEDS = 5;
    private static final int SAMPLES = 5_000;
    private static final int EPOCHS = 4;
    private static final double PERCENT = 100;

    @Override
    public String name() {
        return "bytes";
    }

    @Override
    public String summary() {
        return "Bytes of a sample on the knowledge topic at equal accuracy of the student, against fp32 (MNIST).";
    }

    @Override
    public Pace pace() {
        return new Pace(SEEDS, Duration.ofSeconds(1));
    }

    @Override
    public BenchReport run(ComparisonSetup setup) throws IOException, InterruptedException {
        Path folder = new DataSets(setup.home().cache())
                .find(DataSet.MNIST, null, setup.progress())
                .path();
        LabelledData train = IdxFiles.readSet(folder, "train", Cnn.IMAGE);
        Protocol protocol = new Protocols(null, 1, null, SAMPLES, EPOCHS, null, null).of(train);
        return new BenchReport(
                name(),
                sections(
                        protocol,
                        train,
                        IdxFiles.readSet(folder, "t10k", Cnn.IMAGE),
                        setup,
                        new TeacherCache(setup.home().cache().resolve("bench-teachers"))));
    }

    /** Returns a table of the formats that keep the accuracy, and one of those that do not, if there are any. */
    List<Section> sections(
            Protocol protocol, LabelledData train, LabelledData test, ComparisonSetup setup, TeacherCache cache)
            throws IOException {
        setup.progress().accept("bytes: the teacher is trained, where it is not there yet");
        List<KnowledgeFormat> carriages = new ArrayList<>();
        try (NDManager manager = setup.manager().newSubManager()) {
            LoadedModel teacher = cache.get(protocol, train, test, report -> {}, manager);
            List<String> maps =
                    protocol.features().stream().map(pair -> pair.teacher()).toList();
            LabelledData samples = train.first(protocol.samples());
            try (TrainableNetwork network = teacher.network()) {
                KnowledgeSize size = new KnowledgeSize(samples, network, maps);
                for (Encoding encoding : Encoding.values()) {
                    TaughtSet taught = TaughtSet.of(samples, network, maps, encoding, manager);
                    double[] accuracies =
                            accuracies(new StudentTrainer(protocol, taught, test, manager), setup, encoding);
                    String name = encoding.name().toLowerCase(Locale.ROOT);
                    carriages.add(new KnowledgeFormat(
                            name + ", not compressed",
                            size.bytesPerSample(encoding, Compression.NONE, manager),
                            accuracies));
                    carriages.add(new KnowledgeFormat(
                            name + ", zstd",
                            size.bytesPerSample(encoding, Compression.zstd().build(), manager),
                            accuracies));
                }
            }
        }
        return KnowledgeFormat.sections(
                "bytes: %,d samples of logits and %s, students of %d seeds by map and labels"
                        .formatted(
                                protocol.samples(),
                                protocol.features().get(0).teacher(),
                                setup.stopwatch().pace().rounds()),
                carriages);
    }

    private static double[] accuracies(StudentTrainer classroom, ComparisonSetup setup, Encoding encoding) {
        double[] accuracies = new double[setup.stopwatch().pace().rounds()];
        for (int i = 0; i < accuracies.length; i++) {
            long seed = setup.seed() + i;
            accuracies[i] = classroom.accuracy(Variant.FEATURE_ONLY, seed);
            setup.progress()
                    .accept(String.format(
                            Locale.ROOT,
                            "bytes: %s, seed %d: test accuracy %.2f %%",
                            encoding,
                            seed,
                            PERCENT * accuracies[i]));
        }
        return accuracies;
    }
}
