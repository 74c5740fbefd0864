package io.alambic.tools.text;

import io.alambic.core.bucket.Buckets;
import io.alambic.datasets.DataSets;
import io.alambic.datasets.text.TextFolder;
import io.alambic.datasets.text.TextSet;
import io.alambic.datasets.text.TextTokenizer;
import io.alambic.datasets.text.TokenizedTexts;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Options that name texts and how they become tokens. */
public class TextOptions {

    /** The open dimension of texts. */
    public static final String LENGTH = "T";

    @Option(
            names = "--texts",
            paramLabel = "NAME|DIR",
            required = true,
            description = "Texts instead of images: spam, fetched and cached, or a folder with your own train.jsonl and"
                    + " test.jsonl, each line such as {\"text\": \"...\", \"label\": 0}.")
    private String texts;

    @Option(
            names = "--tokenizer",
            paramLabel = "FILE",
            description = "The tokenizer.json of the models (default: that of all-MiniLM-L6-v2, fetched and cached).")
    private Path tokenizer;

    @Option(
            names = "--sizes",
            paramLabel = "T=N/N",
            defaultValue = TextSet.SIZES,
            description = "Lengths of texts that are computed, in tokens; longer texts are cut to the last.")
    private String sizes;

    /**
     * Returns the folder of the texts.
     *
     * @param say told what is being fetched
     * @throws io.alambic.datasets.fetch.DataSetException if there are no such texts
     */
    public final TextFolder folder(Consumer<String> say) throws InterruptedException {
        Path own = TextSet.SPAM.toString().equals(texts) ? null : Path.of(texts);
        return TextSet.SPAM.texts(DataSets.ofUser().cache(), own, say);
    }

    /**
     * Returns the sizes of the open dimension {@code T}.
     *
     * @throws IllegalArgumentException if the option names none
     */
    public final Buckets buckets() {
        Buckets buckets = Buckets.parse(sizes, "");
        if (!buckets.letters().equals(List.of(LENGTH))) {
            throw new IllegalArgumentException("--sizes names the sizes of T, such as T=16/32, but is " + sizes);
        }
        return buckets;
    }

    /**
     * Opens the tokenizer.
     *
     * @param usual tokenizer where the options name none; null for that of the usual transformer
     * @param say told what is being fetched
     * @throws io.alambic.datasets.fetch.DataSetException if there is no such tokenizer
     */
    public final TextTokenizer open(Path usual, Consumer<String> say) throws InterruptedException {
        List<Integer> all = buckets().sizes().get(LENGTH);
        return TextTokenizer.read(tokenizer(usual, say), all.get(all.size() - 1));
    }

    /** Returns the file of the tokenizer that {@link #open} reads. */
    public final Path tokenizer(Path usual, Consumer<String> say) throws InterruptedException {
        if (tokenizer != null) {
            return tokenizer;
        }
        return usual != null
                ? usual
                : TextSet.SPAM.encoder(DataSets.ofUser().cache(), say).tokenizer();
    }

    /** Returns the training texts as tokens. */
    public final TokenizedTexts train(Consumer<String> say) throws InterruptedException {
        TextFolder folder = folder(say);
        try (TextTokenizer tokens = open(null, say)) {
            return tokens.tokenized(folder.train());
        }
    }

    /** Returns the test texts as tokens. */
    public final TextPass test(Consumer<String> say) throws InterruptedException {
        TextFolder folder = folder(say);
        try (TextTokenizer tokens = open(null, say)) {
            TokenizedTexts test = tokens.tokenized(folder.test());
            return new TextPass(test, buckets());
        }
    }
}
