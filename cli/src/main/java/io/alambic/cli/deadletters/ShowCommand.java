package io.alambic.cli.deadletters;

import io.alambic.cli.UserError;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alambic dead-letters show}. */
@Command(
        name = "show",
        description = "Shows one letter whole: its headers, key and value.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class ShowCommand implements Callable<Integer> {

    private static final String GROUP = "alambic-dead-letters-show";
    private static final Pattern PLACE = Pattern.compile("(?:(\\d{1,9}):)?(\\d{1,18})");

    @Mixin
    private LettersOptions options;

    @Parameters(
            paramLabel = "[PARTITION:]OFFSET",
            description = "The letter, as list names it; partition 0 unless given.")
    private String place;

    @Option(
            names = "--data",
            description = "Shows the data of the value too; without it tensors are described by name, type and shape.")
    private boolean withData;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Matcher matcher = PLACE.matcher(place);
        if (!matcher.matches()) {
            throw new ParameterException(
                    spec.commandLine(), "expected a letter such as 17 or 2:17, but got '%s'".formatted(place));
        }
        TopicPartition partition =
                new TopicPartition(options.topic(), matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1)));
        long offset = Long.parseLong(matcher.group(2));
        PrintWriter out = spec.commandLine().getOut();
        try (LetterReader reader = new LetterReader(options.connection(), options.topic(), GROUP)) {
            StoredLetter letter = reader.letter(partition, offset)
                    .orElseThrow(
                            () -> new UserError("There is no dead letter %d:%d in topic '%s'; those there are have %s."
                                    .formatted(partition.partition(), offset, options.topic(), reader.range())));
            LetterDescription.of(letter, withData).forEach(out::println);
        }
        out.flush();
        return 0;
    }
}
