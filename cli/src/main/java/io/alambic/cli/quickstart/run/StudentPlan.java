package io.alambic.cli.quickstart.run;

import java.util.HashMap;
import java.util.Map;

/**
 * A student and its training.
 *
 * @param name over gRPC and of the consumer
 * @param distilled whether it learns from the teacher; if false, it learns from the labels alone
 * @param settings of the run
 * @param model settings of its service that belong to the model and its data
 */
public record StudentPlan(String name, boolean distilled, QuickstartSettings settings, Map<String, String> model) {

    /** Returns the name of its process in messages to the user. */
    public String title() {
        return distilled ? "student service" : "labels-only student service";
    }

    /** Returns the service's settings. */
    public Map<String, String> properties() {
        Map<String, String> all = new HashMap<>(model);
        all.put("alambic.student.name", name);
        all.put("alambic.student.lambda1", distilled ? Double.toString(settings.lambda1()) : "0");
        all.put(
                "alambic.student.lambda2",
                distilled && !model.get("alambic.student.features").isEmpty()
                        ? Double.toString(settings.lambda2())
                        : "0");
        all.put("alambic.student.lambda3", distilled ? "0" : "1");
        all.put("alambic.student.temperature", Double.toString(settings.temperature()));
        all.put("alambic.student.seed", Long.toString(settings.seed()));
        return all;
    }
}
