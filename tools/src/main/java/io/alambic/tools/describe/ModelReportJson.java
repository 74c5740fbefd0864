package io.alambic.tools.describe;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.alambic.core.tensor.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Formats a report for programs: one JSON object, with null for what is not known. */
final class ModelReportJson {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().serializeNulls().create();

    private ModelReportJson() {}

    static String of(ModelReport report) {
        JsonObject json = new JsonObject();
        json.addProperty("model", report.source());
        json.addProperty("kind", report.kind());
        json.addProperty("name", report.name());
        json.addProperty("version", report.version());
        json.add("inputs", tensors(report.signature().inputs()));
        JsonArray outputs = tensors(report.signature().outputs());
        for (int i = 0; i < outputs.size(); i++) {
            TensorSpec output = report.signature().outputs().get(i);
            JsonObject tensor = outputs.get(i).getAsJsonObject();
            tensor.addProperty("logits", output.name().equals(report.logits()));
            tensor.addProperty("featureMap", report.featureMaps().contains(output));
        }
        json.add("outputs", outputs);
        json.addProperty("parameters", number(report.parameters()));
        json.addProperty("multiplyAdds", number(report.multiplyAdds()));
        JsonArray varying = new JsonArray();
        report.varying().forEach(varying::add);
        json.add("varyingOutputs", varying);
        json.addProperty("proposedSizes", report.proposed());
        json.addProperty("probabilities", report.probabilities());
        JsonArray tasks = new JsonArray();
        report.tasks().forEach(tasks::add);
        json.add("tasks", tasks);
        json.add("layers", GSON.toJsonTree(report.layers()));
        json.add("teacher", settings(report.teacher()));
        json.add("student", settings(report.student()));
        return GSON.toJson(json);
    }

    private static JsonArray tensors(List<TensorSpec> specs) {
        JsonArray tensors = new JsonArray();
        for (TensorSpec spec : specs) {
            JsonObject tensor = new JsonObject();
            tensor.addProperty("name", spec.name());
            tensor.addProperty("type", spec.type().name());
            JsonArray shape = new JsonArray();
            for (int axis = 0; axis < spec.letters().size(); axis++) {
                if (spec.letters().get(axis).isEmpty()) {
                    shape.add(spec.sampleShape().get(axis));
                } else {
                    shape.add(spec.letters().get(axis));
                }
            }
            tensor.add("shape", shape);
            tensors.add(tensor);
        }
        return tensors;
    }

    private static Long number(OptionalLong value) {
        return value.isPresent() ? (Long) value.getAsLong() : null;
    }

    private static JsonObject settings(Map<String, String> settings) {
        JsonObject json = new JsonObject();
        settings.forEach(json::addProperty);
        return json;
    }
}
