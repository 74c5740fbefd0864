package io.alambic.bench;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.membership.MembershipReport;
import io.alambic.bench.membership.MembershipStudy;
import io.alambic.bench.report.RunFacts;
import io.alambic.cli.Home;
import io.alambic.core.data.LabelledData;
import io.alambic.core.privacy.PrivateVoting;
import io.alambic.core.zoo.Cnn;
import io.alambic.datasets.DataSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code alambic bench run membership}. */
@Command(
        name = "membership",
        description = {
            "How well an attacker tells what teachers were trained on, from a teacher, its student, and students of many teachers' votes.",
            "The attacker knows the labels and compares losses. Students see public samples only, by what teachers answer to them."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class MembershipCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private final StudyOptions study = new StudyOptions(DataSet.MNIST);

    @Option(
            names = "--members",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Confidential samples; as many others are compared with them.")
    private int members;

    @Option(names = "--public", paramLabel = "N", defaultValue = "5000", description = "Samples of the students.")
    private int open;

    @Option(names = "--teachers", paramLabel = "N", defaultValue = "100", description = "How many share the members.")
    private int teachers;

    @Option(names = "--teacher-epochs", paramLabel = "N", defaultValue = "40", description = "Of each teacher.")
    private int teacherEpochs;

    @Option(names = "--student-epochs", paramLabel = "N", defaultValue = "10", description = "Of each student.")
    private int studentEpochs;

    @Option(names = "--threshold", paramLabel = "N", defaultValue = "60", description = "Fewest votes, with noise.")
    private int threshold;

    @Option(
            names = "--sigma-threshold",
            paramLabel = "S",
            defaultValue = "40",
            description = "Noise on the most votes.")
    private double sigmaThreshold;

    @Option(names = "--sigma-answer", paramLabel = "S", defaultValue = "20", description = "Noise on all votes.")
    private double sigmaAnswer;

    @Option(names = "--epsilon", paramLabel = "E", defaultValue = "8", description = "Budget of all answers.")
    private double epsilon;

    @Option(names = "--delta", paramLabel = "D", defaultValue = "1e-5", description = "Its delta.")
    private double delta;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Long> seeds = study.seeds(1);
        json.requireFolder();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter progress = spec.commandLine().getErr();
        RunFacts.useEngineThreads(1);
        Home home = Home.find(System.getenv());
        StudyOptions.Images images = study.read(home, progress);
        LabelledData train = images.train();
        if (open < 1 || 2 * members + open > train.size()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "expected twice --members and --public to be at most the %,d images, but got %,d and %,d"
                            .formatted(train.size(), members, open));
        }
        MembershipStudy.Settings settings = new MembershipStudy.Settings(
                model(train),
                members,
                teachers,
                teacherEpochs,
                studentEpochs,
                new PrivateVoting(threshold, sigmaThreshold, sigmaAnswer, epsilon, delta));
        try (NDManager manager = NDManager.newBaseManager()) {
            RunFacts facts = RunFacts.here(manager.getEngine(), home.root());
            out.printf("%s%n", facts.line());
            MembershipReport report = new MembershipReport(
                    images.title(),
                    settings,
                    new MembershipStudy(settings, Random::new, progress::println)
                            .run(train.first(2 * members + open), images.test(), seeds, manager));
            out.print(report.text());
            out.flush();
            json.write(report.json(facts));
        }
        return 0;
    }

    private static Cnn model(LabelledData train) {
        List<Integer> image = Arrays.stream(train.input().sampleShape().getShape())
                .mapToInt(Math::toIntExact)
                .boxed()
                .toList();
        return new Cnn(
                image,
                List.of(8, 16),
                List.of(32),
                Arrays.stream(train.labels()).max().orElse(0) + 1);
    }
}
