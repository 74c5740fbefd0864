package io.alambic.cli.quickstart;

import io.alambic.cli.ImageModels;
import java.util.Map;

/**
 * A student and its training.
 *
 * @param name over gRPC and of the consumer
 * @param distilled whether it learns from the teacher; if false, it learns from the labels alone
 * @param settings of the run
 * @param models the architecture
 */
record StudentPlan(String name, boolean distilled, QuickstartSettings settings, ImageModels models) {

    /** Returns the name of its process in messages to the user. */
    String title() {
        return distilled ? "student service" : "labels-only student service";
    }

    /** Returns the service's settings. */
    Map<String, String> properties() {
        return Map.ofEntries(
                Map.entry("alambic.student.name", name),
                Map.entry("alambic.student.model.input", models.input()),
                Map.entry("alambic.student.model.classes", Integer.toString(models.classes())),
                Map.entry("alambic.student.model.convolutions", models.convolutions()),
                Map.entry("alambic.student.features", models.map() + ":" + models.map()),
                Map.entry("alambic.student.lambda1", distilled ? Double.toString(settings.lambda1()) : "0"),
                Map.entry("alambic.student.lambda2", distilled ? Double.toString(settings.lambda2()) : "0"),
                Map.entry("alambic.student.lambda3", distilled ? "0" : "1"),
                Map.entry("alambic.student.temperature", Double.toString(settings.temperature())),
                Map.entry("alambic.student.seed", Long.toString(settings.seed())));
    }
}
