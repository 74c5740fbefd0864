package io.alambic.cli;

import io.alambic.datasets.text.TextSet;
import io.alambic.datasets.text.TextTokenizer;
import io.alambic.datasets.text.TokenizedTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that name texts, and how they become tokens. */
final class TextArguments {

    @Option(names = "--text", paramLabel = "TEXT", description = "A text instead of an image; repeat it for more.")
    private List<String> texts = List.of();

    @Option(
            names = "--texts",
            paramLabel = "FILE",
            description = "A file instead of images, with a text in each line; empty lines are left out.")
    private Path file;

    @Option(
            names = "--tokenizer",
            paramLabel = "FILE",
            description = "Texts: the tokenizer.json of the models (default: that of all-MiniLM-L6-v2, fetched and"
                    + " cached).")
    private Path tokenizer;

    @Option(
            names = "--longest",
            paramLabel = "N",
            defaultValue = "128",
            description = "Texts: most tokens of a text; longer ones are cut.")
    private int longest = 128;

    /**
     * Returns the texts that were named, in their order; empty if none were.
     *
     * @throws UserError if the file cannot be read or holds no text
     */
    List<String> named() {
        List<String> all = new ArrayList<>(texts);
        if (file != null) {
            try {
                Files.readAllLines(file).stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .forEach(all::add);
            } catch (NoSuchFileException e) {
                throw new UserError("There is no file %s.".formatted(file), e);
            } catch (IOException e) {
                throw new UserError("%s cannot be read as lines of UTF-8 (%s).".formatted(file, e.getMessage()), e);
            }
            if (all.isEmpty()) {
                throw new UserError("%s holds no text.".formatted(file));
            }
        }
        return all;
    }

    /** Returns the texts as tokens, without labels; empty if none were named. */
    Optional<TokenizedTexts> read(Home home) throws InterruptedException {
        List<String> all = named();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        if (longest < 1) {
            throw new UserError("--longest must be at least 1, but is %d.".formatted(longest));
        }
        Path used = tokenizer == null
                ? TextSet.SPAM.encoder(home.cache(), System.err::println).tokenizer()
                : tokenizer;
        try (TextTokenizer tokens = TextTokenizer.read(used, longest)) {
            return Optional.of(tokens.unlabelled(all));
        }
    }
}
