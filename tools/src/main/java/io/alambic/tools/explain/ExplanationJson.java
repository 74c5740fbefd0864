package io.alambic.tools.explain;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.alambic.core.explain.CkaTable;
import io.alambic.core.explain.ClassTransfer;
import java.util.List;
import java.util.OptionalDouble;

/** Formats an explanation for programs: one JSON object, with null for what is not known. */
final class ExplanationJson {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().serializeNulls().create();

    private ExplanationJson() {}

    static String of(Explanation explanation) {
        boolean controlled = explanation.control().isPresent();
        JsonObject json = new JsonObject();
        json.addProperty("samples", explanation.samples());
        json.add("teacher", answers(explanation.teacher()));
        json.add("student", pupil(explanation.student()));
        json.add("control", explanation.control().map(ExplanationJson::pupil).orElse(null));
        JsonArray classes = new JsonArray();
        for (int i = 0; i < explanation.transfer().size(); i++) {
            JsonObject of = transfer(explanation.transfer().get(i), controlled);
            of.addProperty("class", i);
            classes.add(of);
        }
        json.add("transferByClass", classes);
        json.add("transfer", transfer(explanation.allClasses(), controlled));
        json.add("worstSamples", GSON.toJsonTree(explanation.worst()));
        return GSON.toJson(json) + "\n";
    }

    private static JsonObject answers(Explanation.Answers answers) {
        JsonObject json = new JsonObject();
        json.addProperty("model", answers.model());
        json.addProperty("accuracy", answers.accuracy());
        json.addProperty("calibrationError", answers.calibrationError());
        json.addProperty("brierScore", answers.brier());
        return json;
    }

    private static JsonObject pupil(Explanation.Pupil pupil) {
        JsonObject json = answers(pupil.answers());
        json.addProperty("agreement", pupil.fidelity().agreement());
        json.addProperty("likeliest", pupil.fidelity().likeliest());
        json.addProperty("overlap", pupil.fidelity().overlap());
        json.addProperty("divergenceNats", pupil.fidelity().divergence());
        json.add("layers", layers(pupil.layers()));
        return json;
    }

    private static JsonObject layers(CkaTable layers) {
        JsonObject json = new JsonObject();
        json.add("teacher", names(layers.rows()));
        json.add("own", names(layers.columns()));
        JsonArray values = new JsonArray();
        JsonArray nearest = new JsonArray();
        for (int row = 0; row < layers.rows().size(); row++) {
            JsonArray cells = new JsonArray();
            for (int column = 0; column < layers.columns().size(); column++) {
                cells.add(number(layers.value(row, column)));
            }
            values.add(cells);
        }
        for (int column = 0; column < layers.columns().size(); column++) {
            int row = LayerMatch.nearest(layers, column);
            nearest.add(row < 0 ? null : layers.rows().get(row));
        }
        json.add("cka", values);
        json.add("nearestTeacherLayer", nearest);
        return json;
    }

    private static JsonArray names(List<String> names) {
        JsonArray json = new JsonArray();
        names.forEach(json::add);
        return json;
    }

    private static JsonObject transfer(ClassTransfer of, boolean controlled) {
        JsonObject json = new JsonObject();
        json.addProperty("samples", of.samples());
        json.addProperty("teacherCorrect", of.teacherCorrect());
        json.addProperty("studentCorrect", of.studentCorrect());
        json.addProperty("controlCorrect", controlled ? of.controlCorrect() : null);
        json.addProperty("teacherErrors", of.teacherErrors());
        json.addProperty("inherited", of.inherited());
        json.addProperty("inheritedByControl", controlled ? of.inheritedByControl() : null);
        return json;
    }

    private static Double number(OptionalDouble value) {
        return value.isPresent() ? (Double) value.getAsDouble() : null;
    }
}
