package io.alambic.bench;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.producers.DigitForm;
import io.alambic.bench.producers.DigitStudy;
import io.alambic.bench.producers.ProducersReport;
import io.alambic.bench.report.RunFacts;
import io.alambic.bench.services.BenchCluster;
import io.alambic.cli.Home;
import io.alambic.core.data.IdxFiles;
import io.alambic.core.zoo.Cnn;
import io.alambic.datasets.DataSet;
import io.alambic.datasets.DataSets;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code alambic bench run producers}. */
@Command(
        name = "producers",
        description = {
            "Test accuracy of students whose teacher read the same digits as SampleBatch, JSON, Avro and JPEG.",
            "All but SampleBatch are produced by a Python script that knows nothing of Alambic. Fails where a student is more than"
                    + " 0.2 points away from that of SampleBatch, or where images that should be the same are not."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class ProducersCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final long SEED = 42;

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder with IDX files of 28x28 digits to use instead.")
    private Path data;

    @Option(names = "--samples", paramLabel = "N", defaultValue = "6000", description = "Digits in each form.")
    private int samples;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "8", description = "A student's passes over them.")
    private int epochs;

    @Option(
            names = "--only",
            paramLabel = "FORM",
            split = ",",
            description = "Forms to compare with SampleBatch: json, avro-id, avro-header, jpeg (default: all).")
    private List<String> only = List.of("json", "avro-id", "avro-header", "jpeg");

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (samples < 1 || epochs < 1) {
            throw new ParameterException(spec.commandLine(), "--samples and --epochs must be at least 1");
        }
        json.requireFolder();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter progress = spec.commandLine().getErr();
        RunFacts.useEngineThreads(1);
        Home home = Home.find(System.getenv());
        Path folder = new DataSets(home.cache())
                .find(DataSet.MNIST, data, progress::println)
                .path();
        try (NDManager manager = NDManager.newBaseManager();
                BenchCluster cluster = new BenchCluster(home, SEED)) {
            RunFacts facts = RunFacts.here(manager.getEngine(), home.root());
            out.printf("%s%n", facts.line());
            ProducersReport report = new DigitStudy(
                            cluster,
                            folder,
                            IdxFiles.readSet(folder, "train", Cnn.IMAGE),
                            IdxFiles.readSet(folder, "t10k", Cnn.IMAGE),
                            samples,
                            epochs,
                            progress::println,
                            manager)
                    .run(forms());
            out.print(report.text());
            out.flush();
            json.write(report.json(facts));
            return report.faults().isEmpty() ? 0 : FAILED;
        }
    }

    private List<DigitForm> forms() {
        return only.stream().map(this::form).toList();
    }

    private DigitForm form(String name) {
        return List.of(DigitForm.values()).stream()
                .filter(form -> form.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "no form '%s'; there are %s".formatted(name, List.of(DigitForm.values()))));
    }
}
