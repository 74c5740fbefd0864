package io.alambic.teacher.model;

import static io.alambic.teacher.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.alambic.core.tensor.Encoding;
import io.alambic.kafka.RecordLimits;
import io.alambic.models.LogitsFrom;
import io.alambic.models.remote.CallSettings;
import io.alambic.models.remote.RestServer;
import io.alambic.teacher.StreamsSettings;
import io.alambic.teacher.TeacherService;
import io.alambic.teacher.TeacherSettings;
import io.alambic.teacher.TestTopics;
import io.alambic.teacher.control.TeachingRate;
import io.alambic.teacher.topology.Fates;
import io.alambic.teacher.topology.TeachingSettings;
import io.alambic.testing.SharedBroker;
import io.alambic.v1.DataType;
import io.alambic.v1.Knowledge;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A model over REST that misbehaves in the ways of its kind, behind a real broker. */
class RestTeacherIT {

    private static final int SAMPLES = 40;
    private static final int ODD = 17;
    private static final int MAX_BATCH = 8;
    private static final Duration SHORT = Duration.ofMillis(20);

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path folder;

    @Test
    void whateverTheServerDoesEachSampleIsTaughtOnceAndTheOneThatItRefusesIsDeadLetteredAlone() throws Exception {
        try (TestTopics topics = new TestTopics(BROKER);
                RestServer server = new RestServer()) {
            // Given
            topics.create(1);
            server.refuse(ODD);
            Fates fates = new Fates();
            try (TeacherService service =
                    TeacherService.start(settings(topics, server), fates, (samples, nanos) -> {}, System::nanoTime)) {
                send(topics, 0, SAMPLES / 2);
                await("the first half").until(() -> topics.knowledge().size() == SAMPLES / 2 - 1);

                // When
                server.next(
                        exchange -> {
                            exchange.getResponseHeaders().add("Retry-After", "1");
                            RestServer.send(exchange, 429, "slow down");
                        },
                        RestServer.status(500),
                        exchange -> exchange.close(),
                        RestServer.body("{\"model_name\": \"twice\", \"outputs\": [{\"name\""),
                        RestServer.body("{\"model_name\": \"thrice\", \"outputs\": []}"),
                        RestServer.status(404),
                        RestServer.status(503));
                send(topics, SAMPLES / 2, SAMPLES);
                await("both halves").until(() -> topics.knowledge().size() >= SAMPLES - 1);
            }

            // Then
            assertThat(topics.knowledge())
                    .extracting(knowledge -> knowledge.getOrigin().getOffset())
                    .containsExactlyElementsOf(LongStream.range(0, SAMPLES)
                            .filter(sample -> sample != ODD)
                            .boxed()
                            .toList());
            assertThat(topics.knowledge()).allSatisfy(RestTeacherIT::requireAnswer);
            assertThat(fates.deadLettered).hasValue(1);
        }
    }

    private static void requireAnswer(Knowledge knowledge) {
        assertThat(knowledge.getTeacherName()).isEqualTo("twice");
        ByteBuffer logits =
                knowledge.getLogits().getFull().getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        assertThat(logits.getFloat()).isEqualTo(2f * knowledge.getOrigin().getOffset());
    }

    private static void send(TestTopics topics, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            ByteBuffer values = ByteBuffer.allocate(2 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            values.putFloat(i).putFloat(-i).flip();
            topics.send(
                    0,
                    SampleBatch.newBuilder()
                            .addTensors(Tensor.newBuilder()
                                    .setName("values")
                                    .setDataType(DataType.DATA_TYPE_FP32)
                                    .addAllShape(List.of(1L, 2L))
                                    .setData(ByteString.copyFrom(values)))
                            .build()
                            .toByteArray());
        }
        topics.flush();
    }

    private TeacherSettings settings(TestTopics topics, RestServer server) {
        return new TeacherSettings(
                new StreamsSettings(
                        BROKER.clientSettings(),
                        RecordLimits.DEFAULT,
                        BROKER.unique("teacher"),
                        folder,
                        1,
                        StreamsSettings.Guarantee.EXACTLY_ONCE_V2,
                        SHORT,
                        SHORT),
                new ModelSettings(
                        server.source(),
                        List.of(),
                        Optional.empty(),
                        "scores",
                        LogitsFrom.AUTO,
                        List.of(),
                        Encoding.FP16,
                        MAX_BATCH,
                        CallSettings.DEFAULT),
                new TeachingSettings(
                        topics.names(), MAX_BATCH, SHORT, RecordLimits.DEFAULT.maxRecordBytes(), TeachingRate.ALL));
    }
}
