package io.alambic.tools.text;

import io.alambic.datasets.text.SentenceEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.LongConsumer;

/**
 * What a teacher of texts is made of.
 *
 * @param encoder the transformer and its tokenizer
 * @param passes number of texts that the transformer answers
 * @param making of the teacher
 */
public record TextTeacherPlan(SentenceEncoder encoder, long passes, Making making) {

    /** Makes a teacher of texts. */
    @FunctionalInterface
    interface Making {

        /**
         * Makes it.
         *
         * @param out folder for the model
         * @param seed of what is fitted
         * @param progress told how many texts were answered
         */
        TextTeacher into(Path out, long seed, LongConsumer progress) throws IOException;
    }

    /**
     * Makes the teacher.
     *
     * @param out folder for the teacher
     * @param seed of the head's first weights and of the order of the texts
     * @param progress told how many texts were answered
     * @return what was made, in words
     * @throws IOException if a file cannot be read or written
     * @throws IllegalArgumentException if the transformer does not do
     */
    public String run(Path out, long seed, LongConsumer progress) throws IOException {
        TextTeacher teacher = making.into(out, seed, progress);
        Files.copy(encoder.tokenizer(), out.resolve(TextTeacher.TOKENIZER), StandardCopyOption.REPLACE_EXISTING);
        teacher.write(out);
        return teacher.text();
    }
}
