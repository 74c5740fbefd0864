package io.alambic.bench;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.distill.EnsembleReport;
import io.alambic.bench.distill.EnsembleStudy;
import io.alambic.bench.distill.Protocol;
import io.alambic.bench.distill.ProtocolOptions;
import io.alambic.bench.distill.TeacherCache;
import io.alambic.bench.report.RunFacts;
import io.alambic.cli.Home;
import io.alambic.core.data.LabelledData;
import io.alambic.core.zoo.Cnn;
import io.alambic.datasets.DataSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code alambic bench run ensemble}. */
@Command(
        name = "ensemble",
        description = {
            "Test accuracy of students of two teachers against students of one, and of students that teach each other.",
            "Each teacher learns from one half of the images that the students do not see. The students of one seed have the same"
                    + " samples, order, steps and learning rate."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class EnsembleCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private final StudyOptions study = new StudyOptions(DataSet.CIFAR10);

    @Option(
            names = "--other",
            paramLabel = "N,N",
            split = ",",
            defaultValue = "24,48",
            description = "Channels of the blocks of the students that learn beside the others.")
    private List<Integer> other;

    @Mixin
    private ProtocolOptions options;

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
        Protocol protocol = options.protocol(train);
        if (protocol.samples() > train.size() - 2) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--samples must leave some of the %,d images to the teachers, but is %,d"
                            .formatted(train.size(), protocol.samples()));
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            RunFacts facts = RunFacts.here(manager.getEngine(), home.root());
            out.printf("%s%n", facts.line());
            EnsembleStudy ensemble =
                    new EnsembleStudy(new TeacherCache(home.cache().resolve("bench-teachers")), progress::println);
            EnsembleReport report = new EnsembleReport(
                    images.title(),
                    protocol,
                    ensemble.run(protocol, studentBeside(protocol.student()), train, images.test(), seeds, manager));
            out.print(report.text());
            out.flush();
            json.write(report.json(facts));
        }
        return 0;
    }

    private Cnn studentBeside(Cnn student) {
        return new Cnn(student.reads(), other, student.dense(), student.classes());
    }
}
