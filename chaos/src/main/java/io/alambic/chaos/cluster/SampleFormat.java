package io.alambic.chaos.cluster;

import io.alambic.core.zoo.Cnn;
import java.util.HashMap;
import java.util.Map;

/** What the records of a topic of samples are, and how a teacher reads them. Each has a topic and a group of teachers of its own. */
public enum SampleFormat {
    /** Records that are read without a mapping. */
    BATCHES("alambic.samples", "alambic-teacher") {
        @Override
        RecordForm newForm() {
            return new BatchForm();
        }
    },
    /** Records that a mapping makes samples of. */
    JSON("plant.events", "plant-teacher") {
        @Override
        RecordForm newForm() {
            return new JsonForm();
        }

        @Override
        Map<String, String> mapping() {
            return Map.of(
                    "alambic.mapping.format",
                    "json",
                    "alambic.mapping.samples",
                    "readings[*]",
                    "alambic.mapping.filter",
                    "kind = measurement",
                    "alambic.mapping.id",
                    "id",
                    "alambic.mapping.tensors." + Cnn.IMAGE + ".fields",
                    "pixels",
                    "alambic.mapping.tensors." + Cnn.IMAGE + ".shape",
                    "1x8x8");
        }
    };

    private final String topic;
    private final String group;

    SampleFormat(String topic, String group) {
        this.topic = topic;
        this.group = group;
    }

    abstract RecordForm newForm();

    Map<String, String> mapping() {
        return Map.of();
    }

    String topic() {
        return topic;
    }

    Map<String, String> teacherSettings() {
        Map<String, String> settings = new HashMap<>(mapping());
        settings.put("alambic.topics.samples", topic);
        settings.put("alambic.teacher.application-id", group);
        return settings;
    }
}
