package io.alambic.cli.operate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Timestamp;
import io.alambic.v1.Figure;
import io.alambic.v1.GetLineageResponse;
import io.alambic.v1.HoldoutFigures;
import io.alambic.v1.Lineage;
import io.alambic.v1.LineageTeacher;
import io.alambic.v1.ModelVersion;
import io.alambic.v1.ReadStretch;
import io.openlineage.client.OpenLineage.RunEvent;
import io.openlineage.client.OpenLineageClientUtils;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineageOutputTest {

    private static final GetLineageResponse ANSWER = GetLineageResponse.newBuilder()
            .setModelName("student")
            .setVersion(ModelVersion.newBuilder()
                    .setVersion(12)
                    .setStep(3456)
                    .setPromotedAt(Timestamp.newBuilder().setSeconds(10))
                    .setHoldout(HoldoutFigures.newBuilder()
                            .setSamples(64)
                            .addFigures(Figure.newBuilder().setName("agreement").setValue(0.975))
                            .addFigures(Figure.newBuilder().setName("kl").setValue(Double.NaN)))
                    .setLineage(Lineage.newBuilder()
                            .setTrainedSamples(990)
                            .setHeldOutSamples(50)
                            .setGivenUpSamples(8)
                            .setTopicId("rVyLCsRoQZWHDL9X1Iv0Qg")
                            .addRead(ReadStretch.newBuilder()
                                    .setTopic("knowledge")
                                    .setPartition(3)
                                    .setFirstOffset(7)
                                    .setNextOffset(99)
                                    .setRecords(80)
                                    .setMissedOffsets(2)
                                    .setDigest(-1))
                            .addTeachers(LineageTeacher.newBuilder()
                                    .setName("merge")
                                    .setVersion("1")
                                    .setRecords(80))
                            .addTeachers(LineageTeacher.newBuilder()
                                    .setName("resnet")
                                    .setVersion("2")
                                    .setMergedBy("merge@1")
                                    .setRecords(79))))
            .build();
    private static final OpenLineageEvents EVENTS = new OpenLineageEvents("broker:9092");

    @Test
    void everyFieldIsInTheJson() {
        // When
        ObjectNode json = LineageJson.of(ANSWER);

        // Then
        assertThat(json.toString()).isEqualTo("""
                        {"student":"student","version":12,"step":3456,"promotedAt":"1970-01-01T00:00:10Z",\
                        "samples":{"trained":990,"heldOut":50,"givenUp":8},"topicId":"rVyLCsRoQZWHDL9X1Iv0Qg",\
                        "read":[{"topic":"knowledge","partition":3,"firstOffset":7,"nextOffset":99,"records":80,\
                        "missedOffsets":2,"digest":"ffffffffffffffff"}],\
                        "teachers":[{"name":"merge","version":"1","records":80},\
                        {"name":"resnet","version":"2","mergedBy":"merge@1","records":79}],\
                        "holdout":{"samples":64,"agreement":0.975}}""");
    }

    /** The library has no model for facets of ours: it keeps them as they are. */
    @Test
    void openLineagesOwnLibraryReadsTheEventsAndWritesTheSame() throws Exception {
        // Given
        ObjectMapper mapper = OpenLineageClientUtils.newObjectMapper();

        for (ObjectNode event : EVENTS.of(ANSWER, Instant.EPOCH)) {
            // When
            RunEvent read = OpenLineageClientUtils.runEventFromJson(event.toString());
            JsonNode written = mapper.readTree(OpenLineageClientUtils.toJson(read));

            // Then
            assertThat(written).isEqualTo(mapper.readTree(event.toString()));
        }
    }

    @Test
    void aRunHasABeginningAndAnEndAndIsTheSameWheneverItIsTold() {
        // When
        List<RunEvent> told = read(EVENTS.of(ANSWER, Instant.EPOCH));
        List<RunEvent> toldAgain = read(EVENTS.of(ANSWER, Instant.MAX));
        List<RunEvent> ofAnother = read(EVENTS.of(
                ANSWER.toBuilder()
                        .setVersion(ANSWER.getVersion().toBuilder().setVersion(13))
                        .build(),
                Instant.EPOCH));

        // Then
        assertThat(told).extracting(event -> event.getEventType().name()).containsExactly("START", "COMPLETE");
        assertThat(told)
                .extracting(event -> event.getRun().getRunId())
                .hasSize(2)
                .containsOnly(told.get(0).getRun().getRunId());
        assertThat(toldAgain).isEqualTo(told);
        assertThat(ofAnother.get(0).getRun().getRunId())
                .isNotEqualTo(told.get(0).getRun().getRunId());
    }

    @Test
    void inputsAreTheTopicWithItsOffsetsAndTheVersionsOfTheTeachers() {
        // When
        RunEvent event = read(EVENTS.of(ANSWER, Instant.EPOCH)).get(1);

        // Then
        assertThat(event.getInputs())
                .extracting(input -> input.getNamespace() + "/" + input.getName())
                .containsExactly("kafka://broker:9092/knowledge", "alambic/teacher.merge", "alambic/teacher.resnet");
        assertThat(event.getInputs().get(2).getFacets().getVersion().getDatasetVersion())
                .isEqualTo("2");
        assertThat(event.getOutputs()).singleElement().satisfies(output -> {
            assertThat(output.getName()).isEqualTo("student.student");
            assertThat(output.getFacets().getVersion().getDatasetVersion()).isEqualTo("12");
        });
    }

    private static List<RunEvent> read(List<ObjectNode> events) {
        return events.stream()
                .map(event -> OpenLineageClientUtils.runEventFromJson(event.toString()))
                .toList();
    }
}
