package io.alambic.tools.text;

import io.alambic.datasets.DataSets;
import io.alambic.datasets.text.SentenceEncoder;
import io.alambic.datasets.text.TextFolder;
import io.alambic.datasets.text.TextSet;
import io.alambic.datasets.text.TextTokenizer;
import io.alambic.datasets.text.TokenizedTexts;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Options that train a teacher of texts: a transformer that stays as it is, and a head on its embeddings. */
public final class TextTeacherOptions extends TextOptions {

    @Option(
            names = "--encoder",
            paramLabel = "FILE",
            description =
                    "Texts: a transformer in ONNX that answers a vector for each token (default: all-MiniLM-L6-v2,"
                            + " fetched and cached). It stays as it is: a linear layer on the mean of the vectors is trained.")
    private Path encoder;

    @Option(names = "--labelled", paramLabel = "N", description = "Texts: train on the first so many (default: all).")
    private Integer labelled;

    /**
     * Reads what is to be trained.
     *
     * @param say told what is being fetched
     * @throws IllegalArgumentException if the sizes do not do
     * @throws io.alambic.datasets.fetch.DataSetException if there are no such texts or no such transformer
     */
    public TextTeacherPlan plan(Consumer<String> say) throws InterruptedException {
        TextFolder folder = folder(say);
        SentenceEncoder usual = encoder == null
                ? TextSet.SPAM.encoder(DataSets.ofUser().cache(), say)
                : new SentenceEncoder(encoder, encoder.resolveSibling(SentenceEncoder.TOKENIZER));
        try (TextTokenizer tokens = open(usual.tokenizer(), say)) {
            TokenizedTexts train = tokens.tokenized(folder.train());
            return new TextTeacherPlan(
                    new SentenceEncoder(usual.model(), tokenizer(usual.tokenizer(), say)),
                    buckets(),
                    labelled == null ? train : train.first(labelled),
                    tokens.tokenized(folder.test()));
        }
    }
}
