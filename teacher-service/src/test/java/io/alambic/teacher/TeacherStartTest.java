package io.alambic.teacher;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.tensor.Encoding;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.teacher.control.TeachingRate;
import io.alambic.teacher.model.ModelSettings;
import io.alambic.teacher.topology.Fates;
import io.alambic.teacher.topology.TeachingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeacherStartTest {

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

    private TeacherSettings settings(Map<String, Object> connection) throws IOException {
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
                        TopicNames.DEFAULT, MAX_BATCH, SHORT, RecordLimits.DEFAULT.maxRecordBytes(), TeachingRate.ALL));
    }
}
