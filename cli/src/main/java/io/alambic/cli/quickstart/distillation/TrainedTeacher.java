package io.alambic.cli.quickstart.distillation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alambic.cli.UserError;
import io.alambic.cli.report.QuickstartTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * A trained teacher, as described in its folder.
 *
 * @param folder holds the description and the weights
 * @param file the description
 * @param description names its parameters, the bytes of its weights, and where it has one the task's figure of the test set
 */
public record TrainedTeacher(Path folder, Path file, JsonNode description) {

    /** Description of a model of the zoo. */
    static final String ZOO = "model.json";

    /** Description of any other teacher. */
    static final String OTHER = "teacher.json";

    public TrainedTeacher {
        number(description, "parameters", file);
        number(description, "bytes", file);
    }

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
            return new TrainedTeacher(folder, file, new ObjectMapper().readTree(file.toFile()));
        } catch (IOException e) {
            throw new UserError("The teacher's description %s cannot be read.".formatted(file), e);
        }
    }

    /** Returns the number of parameters. */
    public long parameters() {
        return number("parameters");
    }

    /** Returns the size of the weights. */
    public long bytes() {
        return number("bytes");
    }

    /** Returns a whole number of the description. */
    long number(String name) {
        return number(description, name, file).asLong();
    }

    /** Returns the task's figure of the test set; empty if a teacher has none, for it is what others are measured by. */
    public Map<String, Double> figures(QuickstartTask task) {
        String key = task.test().key();
        return task.hasLabels() ? Map.of(key, number(description, key, file).asDouble()) : Map.of();
    }

    /** Returns its size and its figure in words. */
    public String text(QuickstartTask task) {
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, "%,d parameters, %,d bytes", parameters(), bytes()));
        figures(task).values().forEach(value -> text.append(", test ")
                .append(task.test().title())
                .append(' ')
                .append(task.test().text(value)));
        return text.toString();
    }

    private static JsonNode number(JsonNode description, String name, Path file) {
        JsonNode value = description.path(name);
        if (!value.isNumber()) {
            throw new UserError("The teacher's description %s lacks the number '%s'.".formatted(file, name));
        }
        return value;
    }
}
