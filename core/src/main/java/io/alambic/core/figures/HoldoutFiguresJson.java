package io.alambic.core.figures;

import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Figures in the metadata of checkpoints: {@code {"samples": 64, "figures": [{"name": "agreement", "unit": "RATIO", "better":
 * "MORE", "value": 0.9}]}}. Also reads the form before tasks, {@code {"samples": 64, "klNats": 0.1, "agreement": 0.9,
 * "accuracy": NaN}}.
 */
final class HoldoutFiguresJson extends TypeAdapter<HoldoutFigures> {

    private static final String SAMPLES = "samples";
    private static final String FIGURES = "figures";
    private static final String KL_NATS = "klNats";
    private static final String AGREEMENT = "agreement";
    private static final String ACCURACY = "accuracy";
    private static final Set<String> BEFORE_TASKS = Set.of(KL_NATS, AGREEMENT, ACCURACY);

    @Override
    public void write(JsonWriter json, HoldoutFigures figures) throws IOException {
        if (figures == null) {
            json.nullValue();
            return;
        }
        json.beginObject().name(SAMPLES).value(figures.samples());
        json.name(FIGURES).beginArray();
        for (Map.Entry<Figure, Double> entry : figures.values().entrySet()) {
            Figure figure = entry.getKey();
            json.beginObject()
                    .name("name")
                    .value(figure.name())
                    .name("unit")
                    .value(figure.unit().name())
                    .name("better")
                    .value(figure.better().name())
                    .name("value")
                    .value(entry.getValue().doubleValue())
                    .endObject();
        }
        json.endArray().endObject();
    }

    @Override
    public HoldoutFigures read(JsonReader json) throws IOException {
        if (json.peek() == JsonToken.NULL) {
            json.nextNull();
            return null;
        }
        int samples = 0;
        Map<Figure, Double> values = new LinkedHashMap<>();
        Map<String, Double> before = new HashMap<>();
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            if (name.equals(SAMPLES)) {
                samples = json.nextInt();
            } else if (name.equals(FIGURES)) {
                readFigures(json, values);
            } else if (BEFORE_TASKS.contains(name)) {
                before.put(name, json.nextDouble());
            } else {
                json.skipValue();
            }
        }
        json.endObject();
        return values.isEmpty() ? beforeTasks(samples, before) : new HoldoutFigures(samples, values);
    }

    private static void readFigures(JsonReader json, Map<Figure, Double> values) throws IOException {
        json.beginArray();
        while (json.hasNext()) {
            Map<String, String> fields = new LinkedHashMap<>();
            json.beginObject();
            while (json.hasNext()) {
                fields.put(json.nextName(), json.nextString());
            }
            json.endObject();
            Figure figure = new Figure(
                    fields.get("name"),
                    Figure.Unit.valueOf(fields.get("unit")),
                    Figure.Better.valueOf(fields.get("better")));
            values.put(figure, Double.valueOf(fields.get("value")));
        }
        json.endArray();
    }

    private static HoldoutFigures beforeTasks(int samples, Map<String, Double> values) {
        return HoldoutFigures.ofClasses(
                samples,
                values.getOrDefault(KL_NATS, Double.NaN),
                values.getOrDefault(AGREEMENT, Double.NaN),
                values.getOrDefault(ACCURACY, Double.NaN));
    }
}
