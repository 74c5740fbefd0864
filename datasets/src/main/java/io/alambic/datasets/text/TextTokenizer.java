package io.alambic.datasets.text;

import io.alambic.datasets.fetch.DataSetException;
import io.alambic.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Splits texts of a data set into the tokens of a model. Thread safe. */
public final class TextTokenizer implements AutoCloseable {

    private static final int NO_LABEL = -1;
    private static final int REPLACEMENT = 0xfffd;

    private final Tokenizer tokenizer;

    private TextTokenizer(Tokenizer tokenizer) {
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
        try {
            return new TextTokenizer(Tokenizer.read(file, longest));
        } catch (IOException e) {
            throw new DataSetException(e.getMessage(), e);
        }
    }

    /** Returns the tokens of a text. Half of a surrogate pair, which some mails hold, is read as the replacement character. */
    public long[] tokens(String text) {
        int[] characters = text.codePoints()
                .map(point ->
                        point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? REPLACEMENT : point)
                .toArray();
        return tokenizer.tokens(new String(characters, 0, characters.length)).ids();
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
