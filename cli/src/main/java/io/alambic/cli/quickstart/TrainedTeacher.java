package io.alambic.cli.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alambic.cli.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A trained teacher, as described in its folder.
 *
 * @param folder holds the description and the weights
 * @param accuracy on the test set, 0..1
 * @param parameters number of parameters
 * @param bytes size of its weights
 */
record TrainedTeacher(Path folder, double accuracy, long parameters, long bytes) {

    /** Description of a model of the zoo. */
    static final String ZOO = "model.json";

    /** Description of a teacher of texts. */
    static final String TEXT = "teacher.json";

    /** Returns whether a folder holds a trained model with a description of that name. */
    static boolean isIn(Path folder, String description) {
        return Files.isRegularFile(folder.resolve(description));
    }

    /**
     * Reads the description of that name from a folder.
     *
     * @throws UserError if it is missing or incomplete
     */
    static TrainedTeacher read(Path folder, String name) {
        Path file = folder.resolve(name);
        try {
            JsonNode description = new ObjectMapper().readTree(file.toFile());
            return new TrainedTeacher(
                    folder,
                    number(description, "accuracy", file).asDouble(),
                    number(description, "parameters", file).asLong(),
                    number(description, "bytes", file).asLong());
        } catch (IOException e) {
            throw new UserError("The teacher's description %s cannot be read.".formatted(file), e);
        }
    }

    private static JsonNode number(JsonNode description, String name, Path file) {
        JsonNode value = description.path(name);
        if (!value.isNumber()) {
            throw new UserError("The teacher's description %s lacks the number '%s'.".formatted(file, name));
        }
        return value;
    }
}
