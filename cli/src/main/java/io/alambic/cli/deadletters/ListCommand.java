package io.alambic.cli.deadletters;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.alambic.kafka.DeadLetter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code alambic dead-letters list}. */
@Command(
        name = "list",
        description = "Lists letters, oldest first in each partition, and counts them by reason.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class ListCommand implements Callable<Integer> {

    /** A group that is never committed. */
    private static final String GROUP = "alambic-dead-letters-list";

    private static final int MESSAGE = 120;

    @Mixin
    private LettersOptions options;

    @Mixin
    private LetterFilter filter;

    @Option(names = "--counts", description = "Only how many letters there are of each reason.")
    private boolean countsOnly;

    @Option(names = "--json", description = "As one JSON object.")
    private boolean asJson;

    @Spec
    private CommandSpec spec;

    private final Map<String, Long> counts = new TreeMap<>();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (LetterReader reader = new LetterReader(options.connection(), options.topic(), GROUP)) {
            if (asJson) {
                printJson(reader, out);
            } else {
                print(reader, out);
            }
        }
        out.flush();
        return 0;
    }

    private void print(LetterReader reader, PrintWriter out) {
        read(reader, stored -> out.println(line(stored)));
        counts.forEach((reason, count) -> out.printf("%,d %s%n", count, LetterDescription.printable(reason)));
        out.printf(
                "%,d letters%n",
                counts.values().stream().mapToLong(Long::longValue).sum());
    }

    private static String line(StoredLetter stored) {
        DeadLetter letter = stored.letter();
        String exception = letter.exception().isEmpty() ? "" : "  " + letter.exception();
        return LetterDescription.printable(String.join(
                        "  ",
                        stored.place(),
                        stored.time().toString(),
                        letter.service(),
                        letter.reason(),
                        stored.origin(),
                        shortened(letter.message()))
                + exception);
    }

    private void read(LetterReader reader, Consumer<StoredLetter> each) {
        reader.read(stored -> {
            if (filter.chooses(stored)) {
                counts.merge(stored.letter().reason(), 1L, Long::sum);
                if (!countsOnly) {
                    each.accept(stored);
                }
            }
        });
    }

    private static String shortened(String message) {
        String line = message.replaceAll("\\s+", " ");
        return line.length() <= MESSAGE ? line : line.substring(0, MESSAGE) + "...";
    }

    private void printJson(LetterReader reader, PrintWriter out) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            json.writeArrayFieldStart("letters");
            read(reader, stored -> write(json, stored));
            json.writeEndArray();
            json.writeObjectFieldStart("counts");
            for (Map.Entry<String, Long> count : counts.entrySet()) {
                json.writeNumberField(count.getKey(), count.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        out.println();
    }

    private static void write(JsonGenerator json, StoredLetter stored) {
        DeadLetter letter = stored.letter();
        try {
            json.writeStartObject();
            json.writeNumberField("partition", stored.record().partition());
            json.writeNumberField("offset", stored.record().offset());
            json.writeStringField("time", stored.time().toString());
            json.writeStringField("service", letter.service());
            json.writeStringField("reason", letter.reason());
            json.writeStringField("message", letter.message());
            json.writeStringField("exception", letter.exception());
            json.writeObjectFieldStart("origin");
            json.writeStringField("topic", letter.topic());
            json.writeNumberField("partition", letter.partition());
            json.writeNumberField("offset", letter.offset());
            if (stored.sample().isPresent()) {
                json.writeNumberField("sample", stored.sample().getAsInt());
            }
            json.writeEndObject();
            json.writeBooleanField("holdsRecord", stored.holdsRecord());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
