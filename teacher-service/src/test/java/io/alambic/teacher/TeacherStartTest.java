package io.alambic.teacher;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.augment.AugmentationChain;
import io.alambic.core.model.InputSpec;
import io.alambic.core.tensor.Encoding;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.models.LogitsFrom;
import io.alambic.models.ModelSource;
import io.alambic.models.remote.CallSettings;
import io.alambic.teacher.control.KeyShare;
import io.alambic.teacher.control.TeachingRate;
import io.alambic.teacher.model.ModelSettings;
import io.alambic.teacher.topology.Augmentations;
import io.alambic.teacher.topology.Fates;
import io.alambic.teacher.topology.LogitsForm;
import io.alambic.teacher.topology.TeacherIdentity;
import io.alambic.teacher.topology.TeachingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TeacherStartTest {

    private static final Path MODELS = Path.of("..", "core", "src", "test", "resources", "models");
    private static final int MAX_BATCH = 8;
    private static final Duration SHORT = Duration.ofMillis(20);

    @TempDir
    Path folder;

    @Test
    void anAddressOfABrokerThatIsNoneIsRefused() throws IOException {
        // Given
        TeacherSettings settings = settings(Map.of("bootstrap.servers", "no such host"));

        // Then
        assertThatThrownBy(() -> TeacherService.start(settings, new Fates(), (samples, nanos) -> {}, System::nanoTime))
                .isInstanceOf(KafkaException.class)
                .hasRootCauseMessage("Invalid url in bootstrap.servers: no such host");
    }

    @ParameterizedTest
    @CsvSource({"5, 0", "0, 5"})
    void someOfTheLogitsOfAnImageAreRefused(int largest, int draws) throws IOException {
        // Given: an output that has a number for each channel, row and column
        TeacherSettings vector = settings(Map.of());
        TeacherSettings settings = new TeacherSettings(
                vector.streams(),
                new ModelSettings(
                        new ModelSource.File(MODELS.resolve("named.pt")),
                        InputSpec.parseAll("image:FP32:1x8x8"),
                        Optional.empty(),
                        "block1",
                        LogitsFrom.LOGITS,
                        List.of(),
                        Encoding.FP16,
                        MAX_BATCH,
                        CallSettings.DEFAULT),
                new TeachingSettings(
                        TeacherIdentity.OF_MODEL,
                        TopicNames.DEFAULT,
                        MAX_BATCH,
                        SHORT,
                        RecordLimits.DEFAULT.maxRecordBytes(),
                        TeachingRate.ALL,
                        KeyShare.ALL,
                        LogitsForm.of(largest, draws, 1),
                        List.of(),
                        TeachingSettings.EVENT_TIME_TOLERANCE,
                        Augmentations.NONE,
                        Optional.empty()));

        // Then
        assertThatThrownBy(() -> TeacherService.start(settings, new Fates(), (samples, nanos) -> {}, System::nanoTime))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("alambic.teacher.logits-top-k and alambic.teacher.logits-samples take logits [C] or [T, C],"
                        + " but these have shape (3, 4, 4): expected 0 for both");
    }

    @Test
    void anAugmentationThatChangesNoInputIsRefused() throws IOException {
        // Given
        Augmentations tokens = new Augmentations(List.of(AugmentationChain.parse("mirror+drop(0.1)")), 0);

        // Then
        assertThatThrownBy(() -> TeacherService.start(
                        settings(Map.of(), tokens), new Fates(), (samples, nanos) -> {}, System::nanoTime))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "alambic.teacher.augmentations: 'mirror+drop(0.1)' changes none of the inputs [")
                .hasMessageContaining("image");
    }

    private TeacherSettings settings(Map<String, Object> connection) throws IOException {
        return settings(connection, Augmentations.NONE);
    }

    private TeacherSettings settings(Map<String, Object> connection, Augmentations augmentations) throws IOException {
        return new TeacherSettings(
                new StreamsSettings(
                        connection,
                        RecordLimits.DEFAULT,
                        "teacher",
                        folder.resolve("state"),
                        1,
                        StreamsSettings.Guarantee.EXACTLY_ONCE_V2,
                        SHORT,
                        SHORT),
                new ModelSettings(TinyModel.save(folder.resolve("model")), List.of("block1"), Encoding.FP16, MAX_BATCH),
                new TeachingSettings(
                        TeacherIdentity.OF_MODEL,
                        TopicNames.DEFAULT,
                        MAX_BATCH,
                        SHORT,
                        RecordLimits.DEFAULT.maxRecordBytes(),
                        TeachingRate.ALL,
                        KeyShare.ALL,
                        new LogitsForm.All(),
                        List.of(),
                        TeachingSettings.EVENT_TIME_TOLERANCE,
                        augmentations,
                        Optional.empty()));
    }
}
