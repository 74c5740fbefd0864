package io.alambic.cli.operate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Timestamp;
import io.alambic.v1.Figure;
import io.alambic.v1.GetLineageResponse;
import io.alambic.v1.Lineage;
import io.alambic.v1.LineageTeacher;
import io.alambic.v1.ModelVersion;
import io.alambic.v1.ReadStretch;
import java.time.Instant;
import java.util.List;

/** Formats what a version learned from for programs. */
final class LineageJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private LineageJson() {}

    /** Returns one object. */
    static ObjectNode of(GetLineageResponse answer) {
        ModelVersion version = answer.getVersion();
        ObjectNode json = JSON.objectNode()
                .put("student", answer.getModelName())
                .put("version", version.getVersion())
                .put("step", version.getStep());
        if (version.hasPromotedAt()) {
            json.put("promotedAt", time(version.getPromotedAt()));
        }
        if (version.getLineage().hasNewestEventTime()) {
            json.put("newestEventTime", time(version.getLineage().getNewestEventTime()));
        }
        json.set("samples", samples(version.getLineage()));
        json.put("topicId", version.getLineage().getTopicId());
        json.set("read", stretches(version.getLineage().getReadList(), true));
        ArrayNode teachers = json.putArray("teachers");
        version.getLineage().getTeachersList().forEach(teacher -> teachers.add(teacher(teacher)));
        json.set("holdout", figures(version));
        return json;
    }

    /** Returns samples by their fate. */
    static ObjectNode samples(Lineage lineage) {
        return JSON.objectNode()
                .put("trained", lineage.getTrainedSamples())
                .put("heldOut", lineage.getHeldOutSamples())
                .put("givenUp", lineage.getGivenUpSamples());
    }

    /**
     * Returns stretches of partitions.
     *
     * @param named whether each names its topic
     */
    static ArrayNode stretches(List<ReadStretch> stretches, boolean named) {
        ArrayNode array = JSON.arrayNode();
        for (ReadStretch stretch : stretches) {
            ObjectNode json = array.addObject();
            if (named) {
                json.put("topic", stretch.getTopic());
            }
            json.put("partition", stretch.getPartition())
                    .put("firstOffset", stretch.getFirstOffset())
                    .put("nextOffset", stretch.getNextOffset())
                    .put("records", stretch.getRecords())
                    .put("missedOffsets", stretch.getMissedOffsets())
                    .put("digest", Long.toHexString(stretch.getDigest()));
        }
        return array;
    }

    private static ObjectNode teacher(LineageTeacher teacher) {
        ObjectNode json = JSON.objectNode().put("name", teacher.getName()).put("version", teacher.getVersion());
        if (!teacher.getMergedBy().isEmpty()) {
            json.put("mergedBy", teacher.getMergedBy());
        }
        return json.put("records", teacher.getRecords());
    }

    /** Returns the figures at the promotion by name; those that are not finite are left out. */
    static ObjectNode figures(ModelVersion version) {
        ObjectNode json = JSON.objectNode();
        if (version.hasHoldout()) {
            json.put("samples", version.getHoldout().getSamples());
            for (Figure figure : version.getHoldout().getFiguresList()) {
                if (Double.isFinite(figure.getValue())) {
                    json.put(figure.getName(), figure.getValue());
                }
            }
        }
        return json;
    }

    /** Returns the time as ISO 8601. */
    static String time(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
    }
}
