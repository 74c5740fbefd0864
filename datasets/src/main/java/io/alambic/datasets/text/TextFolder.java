package io.alambic.datasets.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.alambic.datasets.fetch.DataSetException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder with a training and a test set of texts, {@value #TRAIN} and {@value #TEST}: each line is a JSON object with a
 * {@code text} and a {@code label}.
 *
 * @param path the folder
 */
public record TextFolder(Path path) {

    /** File of the training set. */
    public static final String TRAIN = "train.jsonl";

    /** File of the test set. */
    public static final String TEST = "test.jsonl";

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Checks that the folder holds both files.
     *
     * @throws DataSetException naming the missing one
     */
    public TextFolder {
        for (String file : List.of(TRAIN, TEST)) {
            if (!Files.isRegularFile(path.resolve(file))) {
                throw new DataSetException(
                        "%s lacks %s; a folder of texts holds %s and %s, each line a JSON object such as {\"text\": \"...\", \"label\": 0}."
                                .formatted(path, file, TRAIN, TEST));
            }
        }
    }

    /** Returns the training set. */
    public List<LabelledText> train() {
        return read(path.resolve(TRAIN));
    }

    /** Returns the test set. */
    public List<LabelledText> test() {
        return read(path.resolve(TEST));
    }

    /** Returns the two files. */
    public List<Path> files() {
        return List.of(path.resolve(TRAIN), path.resolve(TEST));
    }

    /**
     * Reads a file.
     *
     * @throws DataSetException naming the line that cannot be read
     */
    private static List<LabelledText> read(Path file) {
        ObjectReader reader = JSON.readerFor(LabelledText.class);
        List<LabelledText> texts = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                texts.add(reader.readValue(line));
            }
        } catch (JsonProcessingException e) {
            throw new DataSetException(
                    "%s: line %d is no labelled text (%s).".formatted(file, texts.size() + 1, e.getOriginalMessage()),
                    e);
        } catch (IOException e) {
            throw new DataSetException("%s cannot be read (%s).".formatted(file, e.getMessage()), e);
        }
        if (texts.isEmpty()) {
            throw new DataSetException("%s holds no text.".formatted(file));
        }
        return texts;
    }

    static void write(Path file, List<LabelledText> texts) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            for (LabelledText text : texts) {
                out.write(JSON.writeValueAsString(text));
                out.write('\n');
            }
        }
    }
}
