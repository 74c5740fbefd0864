package io.alambic.bench;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.distill.DistillReport;
import io.alambic.bench.distill.DistillationStudy;
import io.alambic.bench.distill.Protocol;
import io.alambic.bench.distill.ProtocolOptions;
import io.alambic.bench.distill.TeacherCache;
import io.alambic.bench.distill.Variant;
import io.alambic.bench.report.RunFacts;
import io.alambic.cli.Home;
import io.alambic.core.data.LabelledData;
import io.alambic.datasets.DataSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code alambic bench run distill}. */
@Command(
        name = "distill",
        description = {
            "Test accuracy of students taught by logits, features, a search over both, or labels, many or few.",
            "The students of one seed have the same samples, order, steps and learning rate; only what they learn"
                    + " from differs. The teacher is trained once and kept for later runs."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class DistillCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private final StudyOptions study = new StudyOptions(DataSet.CIFAR10);

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "The first of the seeds.")
    private long firstSeed;

    @Mixin
    private ProtocolOptions options;

    @Option(names = "--only", paramLabel = "NAME", split = ",", description = "Which variants to train (default: all).")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of one native operation; more help only where processors have nothing else to do.")
    private int threads;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Variant> variants = variants();
        List<Long> seeds = study.seeds(firstSeed);
        json.requireFolder();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter progress = spec.commandLine().getErr();
        RunFacts.useEngineThreads(threads);
        Home home = Home.find(System.getenv());
        StudyOptions.Images images = study.read(home, progress);
        LabelledData train = images.train();
        Protocol protocol = options.protocol(train);
        try (NDManager manager = NDManager.newBaseManager()) {
            RunFacts facts = RunFacts.here(manager.getEngine(), home.root());
            out.printf("%s%n", facts.line());
            DistillationStudy distillation = new DistillationStudy(
                    new TeacherCache(home.cache().resolve("bench-teachers")), System::nanoTime, progress::println);
            DistillReport report = new DistillReport(
                    images.title(),
                    protocol,
                    distillation.run(protocol, train, images.test(), variants, seeds, manager));
            out.print(report.text());
            out.flush();
            json.write(report.json(facts));
        }
        return 0;
    }

    private List<Variant> variants() {
        List<Variant> all = List.of(Variant.values());
        List<String> names = all.stream().map(Variant::label).toList();
        for (String name : only) {
            if (!names.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(), "no variant '%s'; there are %s".formatted(name, String.join(", ", names)));
            }
        }
        return all.stream()
                .filter(variant -> only.isEmpty() || only.contains(variant.label()))
                .toList();
    }
}
