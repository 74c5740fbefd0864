package io.alambic.tools.text;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The description of a teacher of texts in its folder, beside the model {@value #MODEL} and its {@value #TOKENIZER}.
 *
 * @param accuracy on the test texts, 0..1
 * @param parameters number of learned values
 * @param bytes size of the model's file
 * @param labelledTexts texts that the head was fitted on
 * @param samplesPerSecond test texts in a second, answered by the model alone in batches of like length
 * @param inputs of the model, as the teacher's configuration names them
 * @param sizes of their open dimension, likewise
 * @param classes number of logits
 */
record TextTeacher(
        double accuracy,
        long parameters,
        long bytes,
        int labelledTexts,
        double samplesPerSecond,
        String inputs,
        String sizes,
        int classes) {

    /** The model. */
    static final String MODEL = "teacher.onnx";

    /** Its tokenizer. */
    static final String TOKENIZER = "tokenizer.json";

    private static final String DESCRIPTION = "teacher.json";
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

    /** Writes the description last, so that a folder with one is complete. */
    void write(Path folder) throws IOException {
        Path temporary = folder.resolve(DESCRIPTION + ".tmp");
        Files.writeString(temporary, GSON.toJson(this) + "\n");
        Files.move(temporary, folder.resolve(DESCRIPTION), StandardCopyOption.ATOMIC_MOVE);
    }
}
