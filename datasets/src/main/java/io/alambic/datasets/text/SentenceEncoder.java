package io.alambic.datasets.text;

import java.nio.file.Path;

/**
 * A transformer that answers the embedding of a text, and its tokenizer.
 *
 * @param model in ONNX
 * @param tokenizer a {@code tokenizer.json}, as Hugging Face writes it
 */
public record SentenceEncoder(Path model, Path tokenizer) {

    /** Usual name of the tokenizer's file. */
    public static final String TOKENIZER = "tokenizer.json";

    static final String MODEL = "model.onnx";

    static SentenceEncoder in(Path folder) {
        return new SentenceEncoder(folder.resolve(MODEL), folder.resolve(TOKENIZER));
    }
}
