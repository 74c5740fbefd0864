package io.alambic.cli.quickstart;

import java.util.Map;

/**
 * A student and how it learns.
 *
 * @param name over gRPC and as consumer
 * @param distilled whether it learns from the teacher; otherwise from the labels alone
 * @param settings of the run
 * @param rows height of the images
 * @param columns width of the images
 * @param classes how many
 */
record StudentPlan(String name, boolean distilled, Settings settings, int rows, int columns, int classes) {

    /** What to call its process in a sentence. */
    String title() {
        return distilled ? "student service" : "labels-only student service";
    }

    /** The service's settings. */
    Map<String, String> properties() {
        return Map.of(
                "alambic.student.name",
                name,
                "alambic.student.model.input",
                "1x%dx%d".formatted(rows, columns),
                "alambic.student.model.classes",
                Integer.toString(classes),
                "alambic.student.lambda1",
                distilled ? Double.toString(settings.lambda1()) : "0",
                "alambic.student.lambda2",
                distilled ? Double.toString(settings.lambda2()) : "0",
                "alambic.student.lambda3",
                distilled ? "0" : "1",
                "alambic.student.temperature",
                Double.toString(settings.temperature()),
                "alambic.student.seed",
                Long.toString(settings.seed()));
    }
}
