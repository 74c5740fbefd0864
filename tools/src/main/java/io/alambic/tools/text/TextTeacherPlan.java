package io.alambic.tools.text;

import io.alambic.core.bucket.Buckets;
import io.alambic.core.train.SupervisedTraining;
import io.alambic.datasets.text.SentenceEncoder;
import io.alambic.datasets.text.TokenizedTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.LongConsumer;

/**
 * What a teacher of texts is made of.
 *
 * @param encoder the transformer and its tokenizer
 * @param buckets sizes of its open dimension
 * @param train texts that its head is fitted on
 * @param test texts that it is measured on
 */
public record TextTeacherPlan(SentenceEncoder encoder, Buckets buckets, TokenizedTexts train, TokenizedTexts test) {

    private static final int EPOCHS = 100;
    private static final int BATCH = 32;
    private static final float LEARNING_RATE = 0.01f;

    /** Returns the number of texts that the transformer answers. */
    public long passes() {
        return (long) train.size() + test.size();
    }

    /**
     * Trains.
     *
     * @param out folder for the teacher
     * @param seed of the head's first weights and of the order of the texts
     * @param progress told how many texts were answered
     * @return what was trained, in words
     * @throws IOException if a file cannot be read or written
     * @throws IllegalArgumentException if the transformer does not do
     */
    public String run(Path out, long seed, LongConsumer progress) throws IOException {
        SupervisedTraining.Settings settings = new SupervisedTraining.Settings(EPOCHS, BATCH, LEARNING_RATE, seed);
        TextTeacher teacher = new TextTeacherTraining(encoder.model(), buckets, settings, System::nanoTime)
                .run(train, test, out, progress);
        Files.copy(encoder.tokenizer(), out.resolve(TextTeacher.TOKENIZER), StandardCopyOption.REPLACE_EXISTING);
        teacher.write(out);
        return "%,d parameters, of which the head was fitted on %,d texts, test accuracy %.2f %%"
                .formatted(teacher.parameters(), train.size(), 100 * teacher.accuracy());
    }
}
