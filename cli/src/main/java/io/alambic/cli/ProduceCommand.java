package io.alambic.cli;

import io.alambic.cli.stream.SampleStream;
import io.alambic.datasets.DataSet;
import io.alambic.datasets.DataSets;
import io.alambic.datasets.IdxImages;
import io.alambic.datasets.ImageViews;
import io.alambic.datasets.LabelledSamples;
import io.alambic.datasets.View;
import io.alambic.datasets.text.TokenizedTexts;
import io.alambic.kafka.TopicNames;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alambic produce}. */
@Command(
        name = "produce",
        description = "Streams labelled images, or texts, as sample records to a samples topic of any Kafka cluster.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class ProduceCommand implements Callable<Integer> {

    private static final double NANOS_PER_SECOND = 1e9;

    @Option(names = "--bootstrap-servers", required = true, paramLabel = "HOST:PORT", description = "The cluster.")
    private String bootstrapServers;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            defaultValue = "alambic.samples",
            description = "The samples topic.")
    private String topic = TopicNames.DEFAULT.samples();

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            defaultValue = "mnist",
            description = "mnist or cifar10; fetched and cached.")
    private DataSet dataset;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with your own un-gzipped IDX files under MNIST's names instead"
                    + " (idx4 instead of idx3 for colour images).")
    private Path data;

    @Option(
            names = "--student-view",
            paramLabel = "VIEW",
            defaultValue = "image",
            description = "What the student sees of an image: image, half (its height and width) or edges. The teacher"
                    + " sees the whole; this view is sent beside it.")
    private View studentView = View.IMAGE;

    @Option(names = "--samples", paramLabel = "N", description = "Images or texts to send (default: all).")
    private Integer samples;

    @Option(
            names = "--record-samples",
            paramLabel = "N",
            defaultValue = "64",
            description = "Most samples in each record; texts share one if they are equally long.")
    private int recordSamples;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "0", description = "Samples per second; 0: no limit.")
    private double rate;

    @Mixin
    private TextArguments texts;

    @Override
    public Integer call() throws InterruptedException {
        Home home = Home.find(System.getenv());
        Optional<TokenizedTexts> tokens = texts.read(home);
        LabelledSamples train = tokens.isPresent() ? tokens.get() : images(home);
        int wanted = samples == null ? train.size() : samples;
        requireSense(wanted, train.size());
        long start = System.nanoTime();
        try (SampleStream stream = new SampleStream(bootstrapServers, topic, train, Clock.systemUTC())) {
            while (stream.sent() < wanted) {
                waitForTurn(stream.sent(), start);
                stream.send(Math.min(recordSamples, wanted - stream.sent()));
            }
            stream.flush();
        }
        double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
        System.out.printf(
                Locale.ROOT, "%,d samples sent to %s in %.1f s (%,.0f/s)%n", wanted, topic, seconds, wanted / seconds);
        return 0;
    }

    private LabelledSamples images(Home home) throws InterruptedException {
        IdxImages images = new DataSets(home.cache())
                .find(dataset, data, System.err::println)
                .train();
        return new ImageViews(studentView.beside(images));
    }

    private void requireSense(int wanted, int available) {
        if (wanted < 1 || wanted > available) {
            throw new UserError(
                    "--samples must be from 1 to %d, as many as there are, but is %d.".formatted(available, wanted));
        }
        if (recordSamples < 1) {
            throw new UserError("--record-samples must be at least 1, but is %d.".formatted(recordSamples));
        }
        if (!(rate >= 0)) {
            throw new UserError("--rate must be at least 0, but is %s.".formatted(rate));
        }
    }

    private void waitForTurn(int sent, long start) throws InterruptedException {
        if (rate > 0) {
            long due = start + (long) (sent / rate * NANOS_PER_SECOND);
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        }
    }
}
