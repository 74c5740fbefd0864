package io.alambic.cli.operate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alambic.v1.GetLineageResponse;
import io.alambic.v1.LineageTeacher;
import io.alambic.v1.ModelVersion;
import io.alambic.v1.ReadStretch;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Events of OpenLineage (specification 2-0-2) about the training of one version: it began, and it is complete. Inputs are the knowledge
 * topic with the offsets that were read, and each version of a teacher; the output is the version of the student. The same version always
 * has the same run.
 *
 * @param kafka {@code host:port} of a broker, which names the topic's namespace
 */
record OpenLineageEvents(String kafka) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String PRODUCER = "urn:alambic:student";
    private static final String NAMESPACE = "alambic";
    private static final String SPECIFICATION = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/";
    private static final String FACETS = "https://openlineage.io/spec/facets/";

    /**
     * Returns the events.
     *
     * @param now time of the events if that of the promotion is not known
     */
    List<ObjectNode> of(GetLineageResponse answer, Instant now) {
        String time = answer.getVersion().hasPromotedAt()
                ? LineageJson.time(answer.getVersion().getPromotedAt())
                : now.toString();
        return List.of(event("START", time, answer), event("COMPLETE", time, answer));
    }

    private ObjectNode event(String type, String time, GetLineageResponse answer) {
        ObjectNode event = JSON.objectNode()
                .put("eventType", type)
                .put("eventTime", time)
                .put("producer", PRODUCER)
                .put("schemaURL", SPECIFICATION + "RunEvent");
        event.putObject("run").put("runId", run(answer)).putObject("facets");
        ObjectNode job = event.putObject("job")
                .put("namespace", NAMESPACE)
                .put("name", "student." + answer.getModelName() + ".training");
        job.putObject("facets")
                .set(
                        "jobType",
                        facet(FACETS + "2-0-4/JobTypeJobFacet.json#/$defs/JobTypeJobFacet")
                                .put("processingType", "BATCH")
                                .put("integration", "ALAMBIC")
                                .put("jobType", "TRAINING"));
        event.set("inputs", inputs(answer.getVersion()));
        event.putArray("outputs").add(output(answer));
        return event;
    }

    private static String run(GetLineageResponse answer) {
        ModelVersion version = answer.getVersion();
        String identity = "%s %d %d %s"
                .formatted(
                        answer.getModelName(),
                        version.getVersion(),
                        version.getStep(),
                        LineageJson.time(version.getPromotedAt()));
        return UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private ArrayNode inputs(ModelVersion version) {
        ArrayNode inputs = JSON.arrayNode();
        Map<String, List<ReadStretch>> topics = new LinkedHashMap<>();
        version.getLineage().getReadList().forEach(stretch -> topics.computeIfAbsent(
                        stretch.getTopic(), topic -> new ArrayList<>())
                .add(stretch));
        topics.forEach((topic, read) -> {
            ObjectNode facet = facet(SPECIFICATION + "InputDatasetFacet")
                    .put("topicId", version.getLineage().getTopicId());
            facet.set("partitions", LineageJson.stretches(read, false));
            ObjectNode input = dataset("kafka://" + kafka, topic);
            input.putObject("inputFacets").set("alambic_offsets", facet);
            inputs.add(input);
        });
        version.getLineage().getTeachersList().forEach(teacher -> inputs.add(teacher(teacher)));
        return inputs;
    }

    private static ObjectNode teacher(LineageTeacher teacher) {
        ObjectNode facet = facet(SPECIFICATION + "InputDatasetFacet").put("records", teacher.getRecords());
        if (!teacher.getMergedBy().isEmpty()) {
            facet.put("mergedBy", teacher.getMergedBy());
        }
        ObjectNode input = versioned("teacher." + teacher.getName(), teacher.getVersion());
        input.putObject("inputFacets").set("alambic_taught", facet);
        return input;
    }

    private static ObjectNode output(GetLineageResponse answer) {
        ModelVersion version = answer.getVersion();
        ObjectNode facet = facet(SPECIFICATION + "OutputDatasetFacet").put("step", version.getStep());
        facet.set("samples", LineageJson.samples(version.getLineage()));
        facet.set("holdout", LineageJson.figures(version));
        ObjectNode output = versioned("student." + answer.getModelName(), Long.toString(version.getVersion()));
        output.putObject("outputFacets").set("alambic_learned", facet);
        return output;
    }

    private static ObjectNode versioned(String name, String version) {
        ObjectNode dataset = dataset(NAMESPACE, name);
        if (version.isEmpty()) {
            return dataset;
        }
        dataset.putObject("facets")
                .set(
                        "version",
                        facet(FACETS + "1-0-1/DatasetVersionDatasetFacet.json#/$defs/DatasetVersionDatasetFacet")
                                .put("datasetVersion", version));
        return dataset;
    }

    private static ObjectNode dataset(String namespace, String name) {
        return JSON.objectNode().put("namespace", namespace).put("name", name);
    }

    private static ObjectNode facet(String schema) {
        return JSON.objectNode().put("_producer", PRODUCER).put("_schemaURL", schema);
    }
}
