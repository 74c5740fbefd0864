package io.alambic.cli.quickstart;

import io.alambic.cli.Home;
import io.alambic.cli.quickstart.run.QuickstartData;
import io.alambic.cli.quickstart.run.QuickstartSettings;
import io.alambic.cli.report.QuickstartTask;
import io.alambic.cli.run.Screen;
import io.alambic.datasets.View;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code alambic quickstart}. */
@Command(
        name = "quickstart",
        description = {
            "Runs the main job on real data: starts a Kafka broker, trains a teacher (once), starts the teacher"
                    + " and the student service, streams the training images through them, asks the student over"
                    + " gRPC all the while, and prints what came out.",
            "The report is in report.json, the addresses are in endpoints.json, in the work folder."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class QuickstartCommand implements Callable<Integer> {

    private static final int IN_FLIGHT = 2048;
    private static final int TEXTS_IN_FLIGHT = 256;
    private static final double TEMPERATURE = 4;
    private static final double TEXT_TEMPERATURE = 2;
    private static final double TEXT_LABEL_SHARE = 0.1;

    @Option(names = "--samples", paramLabel = "N", description = "Samples to stream (default: all).")
    private Integer samples;

    @Option(
            names = "--record-samples",
            paramLabel = "N",
            defaultValue = "64",
            description = "Most samples in each record; texts share one if they are equally long.")
    private int recordSamples;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            description = "Samples that may be between producer and trained student at once; fewer are fresher"
                    + " (default: 2048, texts: 256).")
    private Integer inFlight;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "Seed of the teacher's training and of the student's first weights.")
    private long seed;

    @Option(names = "--lambda1", paramLabel = "W", defaultValue = "0.5", description = "Weight of the output term.")
    private double lambda1;

    @Option(names = "--lambda2", paramLabel = "W", defaultValue = "0.5", description = "Weight of the feature term.")
    private double lambda2;

    @Option(names = "--temperature", paramLabel = "T", description = "Softens the logits (default: 4, texts: 2).")
    private Double temperature;

    @Option(
            names = "--passes",
            paramLabel = "N",
            defaultValue = "1",
            description = "How often all samples are streamed.")
    private int passes;

    @Option(
            names = "--label-share",
            paramLabel = "S",
            description = "Share of the training samples that have labels, from the first on (default: 1, texts: 0.1)."
                    + " A teacher of texts is trained on those alone.")
    private Double labelShare;

    @Option(
            names = "--student",
            paramLabel = "NAME",
            defaultValue = "text-embedding-bag",
            description = "Texts: the student's architecture, text-embedding-bag, text-cnn or text-transformer.")
    private String student;

    @Option(
            names = "--teacher-epochs",
            paramLabel = "N",
            defaultValue = "2",
            description = "Passes over the training set when the teacher is trained.")
    private int teacherEpochs;

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            defaultValue = "mnist",
            description =
                    "mnist or cifar10 (images), spam (texts) or births (a series), fetched and cached; or shapes (images with a"
                            + " class for each pixel, drawn).")
    private QuickstartData dataset;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description = "What the student learns (default: dense with shapes, regression with births, else"
                    + " classification; spam also has embedding).")
    private QuickstartTask task;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with your own un-gzipped IDX files under MNIST's names instead"
                    + " (idx4 instead of idx3 for colour images); with --dataset spam, with train.jsonl and test.jsonl,"
                    + " each line such as {\"text\": \"...\", \"label\": 0}.")
    private Path data;

    @Option(
            names = "--student-view",
            paramLabel = "VIEW",
            defaultValue = "image",
            description = "What the student sees of an image: image, half (its height and width) or edges. The teacher"
                    + " sees the whole; both tensors travel in each sample.")
    private View studentView;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Folder for logs, checkpoints and the report (default: .alambic in the repository).")
    private Path work;

    @Option(names = "--port-kafka", paramLabel = "P", defaultValue = "0", description = "Kafka; 0 takes a free port.")
    private int portKafka;

    @Option(names = "--port-grpc", paramLabel = "P", defaultValue = "0", description = "The student's gRPC; 0: free.")
    private int portGrpc;

    @Option(
            names = "--port-teacher",
            paramLabel = "P",
            defaultValue = "0",
            description = "The teacher's HTTP; 0: free.")
    private int portTeacher;

    @Option(
            names = "--port-student",
            paramLabel = "P",
            defaultValue = "0",
            description = "The student's HTTP; 0: free.")
    private int portStudent;

    @Option(
            names = "--keep",
            description = "Leave everything running after the report, until Ctrl-C, and say what to try.")
    private boolean keep;

    @Override
    public Integer call() throws InterruptedException {
        Home home = Home.find(System.getenv());
        boolean texts = dataset == QuickstartData.SPAM;
        QuickstartSettings settings = new QuickstartSettings(
                samples,
                recordSamples,
                inFlight == null ? texts ? TEXTS_IN_FLIGHT : IN_FLIGHT : inFlight,
                seed,
                lambda1,
                lambda2,
                temperature == null ? texts ? TEXT_TEMPERATURE : TEMPERATURE : temperature,
                teacherEpochs,
                work == null ? home.defaultWork() : work,
                dataset,
                task,
                data,
                studentView,
                passes,
                labelShare == null ? texts ? TEXT_LABEL_SHARE : 1 : labelShare,
                student,
                new QuickstartSettings.PortChoice(portKafka, portGrpc, portTeacher, portStudent),
                keep);
        return new QuickstartRun(settings, home, Screen.ofProcess()).execute();
    }
}
