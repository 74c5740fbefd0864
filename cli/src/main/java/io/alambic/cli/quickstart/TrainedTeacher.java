package io.alambic.cli.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alambic.cli.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A trained teacher, as its folder describes it.
 *
 * @param folder holds {@code model.json} and the weights
 * @param accuracy 0..1 on the test set
 * @param parameters how many
 * @param bytes of its weights
 */
record TrainedTeacher(Path folder, double accuracy, long parameters, long bytes) {

    private static final String DESCRIPTION = "model.json";

    /** Whether a folder holds a trained model. */
    static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(DESCRIPTION));
    }

    /**
     * Reads the description.
     *
     * @throws UserError if it is missing or lacks a figure
     */
    static TrainedTeacher read(Path folder) {
        Path file = folder.resolve(DESCRIPTION);
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
