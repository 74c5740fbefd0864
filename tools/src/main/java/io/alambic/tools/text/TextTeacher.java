package io.alambic.tools.text;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * The description of a teacher of texts in its folder, beside the model {@value #MODEL} and its {@value #TOKENIZER}.
 *
 * @param accuracy on the test texts, 0..1; null for an encoder
 * @param parameters number of learned values
 * @param bytes size of the model's file
 * @param labelledTexts texts that the head was fitted on; null for an encoder
 * @param samplesPerSecond test texts in a second, answered by the model alone in batches of like length
 * @param inputs of the model, as the teacher's configuration names them
 * @param sizes of their open dimension, likewise
 * @param classes number of logits; null for an encoder
 * @param dimensions of an encoder's embedding; null for a classifier
 */
record TextTeacher(
        Double accuracy,
        long parameters,
        long bytes,
        Integer labelledTexts,
        double samplesPerSecond,
        String inputs,
        String sizes,
        Integer classes,
        Integer dimensions) {

    /** The model. */
    static final String MODEL = "teacher.onnx";

    /** Its tokenizer. */
    static final String TOKENIZER = "tokenizer.json";

    private static final String DESCRIPTION = "teacher.json";
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

    /** Returns what it is, in words. */
    String text() {
        return accuracy == null
                ? String.format(Locale.ROOT, "%,d parameters, embeddings of %,d numbers", parameters, dimensions)
                : String.format(
                        Locale.ROOT,
                        "%,d parameters, of which the head was fitted on %,d texts, test accuracy %.2f %%",
                        parameters,
                        labelledTexts,
                        100 * accuracy);
    }

    /** Writes the description last, so that a folder with one is complete. */
    void write(Path folder) throws IOException {
        Path temporary = folder.resolve(DESCRIPTION + ".tmp");
        Files.writeString(temporary, GSON.toJson(this) + "\n");
        Files.move(temporary, folder.resolve(DESCRIPTION), StandardCopyOption.ATOMIC_MOVE);
    }
}
