package io.alambic.tools.text;

import io.alambic.core.task.Classification;
import io.alambic.core.task.Embedding;
import io.alambic.core.task.Task;
import io.alambic.core.train.SupervisedTraining;
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

    private static final int EPOCHS = 100;
    private static final int BATCH = 32;
    private static final float LEARNING_RATE = 0.01f;

    /** Texts about which an encoder is asked once it is made. */
    private static final int ASKED = 128;

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
     * Reads what is to be made: for the task classification a head is trained, for embedding nothing.
     *
     * @param say told what is being fetched
     * @throws IllegalArgumentException if the sizes do not do, or a transformer makes no teacher of the task
     * @throws io.alambic.datasets.fetch.DataSetException if there are no such texts or no such transformer
     */
    public TextTeacherPlan plan(Task task, Consumer<String> say) throws InterruptedException {
        if (!(task instanceof Classification || task instanceof Embedding)) {
            throw new IllegalArgumentException(
                    "a transformer teaches classification or embedding, but --task is " + task);
        }
        TextFolder folder = folder(say);
        SentenceEncoder usual = encoder == null
                ? TextSet.SPAM.encoder(DataSets.ofUser().cache(), say)
                : new SentenceEncoder(encoder, encoder.resolveSibling(SentenceEncoder.TOKENIZER));
        try (TextTokenizer tokens = open(usual.tokenizer(), say)) {
            SentenceEncoder model = new SentenceEncoder(usual.model(), tokenizer(usual.tokenizer(), say));
            TokenizedTexts test = tokens.tokenized(folder.test());
            if (task instanceof Embedding) {
                TokenizedTexts asked = test.first(ASKED);
                TextEncoding encoding = new TextEncoding(model.model(), buckets(), System::nanoTime);
                return new TextTeacherPlan(
                        model, asked.size(), (out, seed, progress) -> encoding.run(asked, out, progress));
            }
            TokenizedTexts all = tokens.tokenized(folder.train());
            TokenizedTexts train = labelled == null ? all : all.first(labelled);
            return new TextTeacherPlan(model, (long) train.size() + test.size(), (out, seed, progress) -> {
                SupervisedTraining.Settings fit = new SupervisedTraining.Settings(EPOCHS, BATCH, LEARNING_RATE, seed);
                return new TextTeacherTraining(model.model(), buckets(), fit, System::nanoTime)
                        .run(train, test, out, progress);
            });
        }
    }
}
