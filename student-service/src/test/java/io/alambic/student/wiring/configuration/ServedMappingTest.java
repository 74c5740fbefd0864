package io.alambic.student.wiring.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.Signature;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.student.ReplicaSettings;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A student that is asked about records reads the mapping of its teacher. */
class ServedMappingTest {

    private static final String ON = "alambic.student.serving.mapping";
    private static final String FORMAT = "alambic.mapping.format";
    private static final String FIELDS = "alambic.mapping.tensors.image.fields";
    private static final String SHAPE = "alambic.mapping.tensors.image.shape";

    private static ReplicaSettings read(String... settings) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("alambic.student.mode", "serving");
        for (int i = 0; i < settings.length; i += 2) {
            values.put(settings[i], settings[i + 1]);
        }
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 1))
                .build();
        return new ConfiguredStudent(
                        StudentConfiguration.read(config, Map.of("bootstrap.servers", "localhost:9092")), "test")
                .replica();
    }

    @Test
    void theMappingAnswersWhereItIsAskedFor() {
        // When
        ReplicaSettings on = read(ON, "true", FORMAT, "json", FIELDS, "pixels", SHAPE, "1x28x28");
        ReplicaSettings off = read(FORMAT, "json", FIELDS, "pixels", SHAPE, "1x28x28");

        // Then
        assertThat(on.serving().inference().mapping()).isPresent();
        assertThat(off.serving().inference().mapping()).isEmpty();
    }

    @Test
    void recordsWithoutAMappingAreRefused() {
        assertThatThrownBy(() -> read(ON, "true"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("alambic.student.serving.mapping: expected the format of the records, such as json, in"
                        + " alambic.mapping.format, but got 'alambic'");
    }

    @Test
    void aMappingThatDoesNotMakeWhatTheStudentReadsIsRefused() {
        assertThatThrownBy(() -> read(ON, "true", FORMAT, "json", FIELDS, "pixels", SHAPE, "1x8x8"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "alambic.mapping.tensors.image: expected image:FP32:1x28x28, which the student reads, but got"
                                + " image:FP32:1x8x8");
        assertThatThrownBy(() -> read(ON, "true", FORMAT, "json", FIELDS, "pixels | halve"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("alambic.mapping.tensors.image.fields[0]: expected one of the operations [");
    }

    @Test
    void aStudentWithAnInputOfThatNameTakesTensors() {
        // Given
        TensorSpec record = new TensorSpec("record", TensorType.FP32, new Shape(2));
        Signature student = new Signature(List.of(record), List.of(), Optional.empty());

        // When, Then
        assertThatThrownBy(() -> new ServedMapping(true, null, 1 << 20).of(student))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "alambic.student.serving.mapping: expected false for a student that has an input 'record' itself,"
                                + " but got true");
    }

    @Test
    void feedbackOfRecordsTakesTheHeadersThatTheMappingReads() {
        // When
        ReplicaSettings settings = read(
                ON,
                "true",
                FORMAT,
                "json",
                FIELDS,
                "pixels",
                SHAPE,
                "1x28x28",
                "alambic.mapping.id",
                "@header.ce_id",
                "alambic.student.feedback.rate",
                "1");

        // Then
        assertThat(settings.feedback().recordHeaders()).contains(Set.of("ce_id"));
    }

    @Test
    void tensorsDoNotGoBackToATopicThatIsMapped() {
        assertThatThrownBy(() -> read(
                        FORMAT, "json", FIELDS, "pixels", SHAPE, "1x28x28", "alambic.student.feedback.rate", "0.5"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "alambic.student.feedback.rate: expected 0, or alambic.student.serving.mapping=true, as the teacher"
                                + " maps the records of its topic and reads no tensors there, but got 0.5");
        assertThatThrownBy(() -> read(
                        ON,
                        "true",
                        FORMAT,
                        "json",
                        FIELDS,
                        "pixels",
                        SHAPE,
                        "1x28x28",
                        "alambic.student.feedback.inputs",
                        "image"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "alambic.student.feedback.inputs: expected none, as whole records go back, but got [image]");
    }
}
