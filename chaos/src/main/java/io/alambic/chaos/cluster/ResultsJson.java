package io.alambic.chaos.cluster;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.util.List;

/** Writes a report as JSON: {@code results} holds the figures, {@code faults} lists what is wrong. */
final class ResultsJson {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private ResultsJson() {}

    static String of(Object report, List<String> faults) {
        JsonObject root = new JsonObject();
        root.add("results", GSON.toJsonTree(report));
        root.add("faults", GSON.toJsonTree(faults));
        return GSON.toJson(root) + "\n";
    }
}
