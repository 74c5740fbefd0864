package io.alambic.datasets.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.alambic.datasets.fetch.DataSetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Splits texts into the tokens of a model, as a {@code tokenizer.json} of Hugging Face says. Thread safe. */
public final class TextTokenizer implements AutoCloseable {

    private static final int NO_LABEL = -1;

    private final HuggingFaceTokenizer tokenizer;

    private TextTokenizer(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * Reads a tokenizer.
     *
     * @param file the {@code tokenizer.json}
     * @param longest most tokens of a text, those at its begin and end included; what is longer is cut
     * @throws DataSetException if the file holds no tokenizer
     */
    public static TextTokenizer read(Path file, int longest) {
        if (!Files.isRegularFile(file)) {
            throw new DataSetException("There is no tokenizer %s.".formatted(file));
        }
        try {
            return new TextTokenizer(HuggingFaceTokenizer.builder()
                    .optTokenizerPath(file)
                    .optTruncation(true)
                    .optMaxLength(longest)
                    .optPadding(false)
                    .build());
        } catch (IOException | RuntimeException e) {
            throw new DataSetException("%s holds no tokenizer (%s).".formatted(file, e.getMessage()), e);
        }
    }

    /** Returns the tokens of a text, at least one. */
    public long[] tokens(String text) {
        return tokenizer.encode(text).getIds();
    }

    /** Returns the tokens of texts, with their labels. */
    public TokenizedTexts tokenized(List<LabelledText> texts) {
        return new TokenizedTexts(
                texts.stream().map(text -> tokens(text.text())).toList(),
                texts.stream().mapToInt(LabelledText::label).toArray(),
                TokenizedTexts.BERT);
    }

    /** Returns the tokens of texts that have no label. */
    public TokenizedTexts unlabelled(List<String> texts) {
        int[] labels = new int[texts.size()];
        Arrays.fill(labels, NO_LABEL);
        return new TokenizedTexts(texts.stream().map(this::tokens).toList(), labels, TokenizedTexts.BERT);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
