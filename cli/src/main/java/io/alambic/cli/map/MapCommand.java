package io.alambic.cli.map;

import io.alambic.cli.UserError;
import io.alambic.cli.file.DistillationFile;
import io.alambic.cli.file.NewestRecords;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.mapping.MappedText;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.SourceRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alambic map}. */
@Command(
        name = "map",
        description = {
            "Shows the tensors that the mapping in a file makes, and what records become.",
            "What it shows goes to the standard output only, never to a log."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class MapCommand implements Callable<Integer> {

    private static final int REFUSED = 1;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file, such as alambic.yaml.")
    private Path path;

    @ArgGroup
    private Records records = new Records();

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "Brokers of --from-topic, if not those that the file names.")
    private String bootstrapServers;

    @Option(
            names = "--elements",
            paramLabel = "N",
            defaultValue = "16",
            description = "Most elements of a tensor that are shown (default: ${DEFAULT-VALUE}).")
    private int elements;

    /** Where the records come from. */
    private static final class Records {

        @Option(names = "--record", paramLabel = "FILE", description = "A file with the value of one record.")
        private Path file;

        @Option(names = "--from-topic", paramLabel = "N", description = "The newest N records of the samples topic.")
        private Integer newest;
    }

    @Override
    public Integer call() {
        DistillationFile file = DistillationFile.read(path);
        RecordMapping mapping = mapping(file)
                .orElseThrow(() -> new UserError(
                        "%s: the records are batches of samples, which need no mapping: alambic.mapping.format is not set."
                                .formatted(path)));
        PrintWriter out = spec.commandLine().getOut();
        for (TensorSpec tensor : mapping.tensors()) {
            out.printf("makes %s%n", MappedText.of(tensor));
        }
        MappedRecord shown = new MappedRecord(mapping, elements);
        boolean refused = false;
        for (NewestRecords.Placed record : records(file)) {
            MappedRecord.Text text = shown.of(record.record());
            out.printf("%n%s: %s", record.place(), text.text());
            refused |= text.refused();
        }
        out.flush();
        return refused ? REFUSED : 0;
    }

    private static Optional<RecordMapping> mapping(DistillationFile file) {
        try {
            return file.mapping();
        } catch (InvalidSettingException e) {
            throw new UserError(e.getMessage().lines().map(file::placed).collect(Collectors.joining("\nalambic: ")), e);
        }
    }

    private List<NewestRecords.Placed> records(DistillationFile file) {
        if (records.newest != null) {
            String servers = Optional.ofNullable(bootstrapServers)
                    .or(file::bootstrapServers)
                    .orElseThrow(() -> new UserError(
                            "--from-topic needs brokers: name them in the file, or with --bootstrap-servers."));
            return new NewestRecords(file.connection(servers), file.topics().samples()).read(records.newest);
        }
        if (records.file == null) {
            return List.of();
        }
        try {
            byte[] value = Files.readAllBytes(records.file);
            return List.of(new NewestRecords.Placed(
                    records.file.toString(),
                    SourceRecord.of(
                            value, Files.getLastModifiedTime(records.file).toMillis())));
        } catch (IOException e) {
            throw new UserError("%s cannot be read (%s).".formatted(records.file, e.getMessage()), e);
        }
    }
}
