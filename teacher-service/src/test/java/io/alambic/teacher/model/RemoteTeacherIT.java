package io.alambic.teacher.model;

import static io.alambic.teacher.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.alambic.core.tensor.Encoding;
import io.alambic.kafka.RecordLimits;
import io.alambic.models.LogitsFrom;
import io.alambic.models.remote.CallSettings;
import io.alambic.models.remote.RemoteServer;
import io.alambic.teacher.StreamsSettings;
import io.alambic.teacher.TeacherLifeCycle;
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
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A remote model that is away for longer than the budget of one answer, behind a real broker. */
class RemoteTeacherIT {

    private static final int SAMPLES = 60;
    private static final int MAX_BATCH = 8;
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration BUDGET = Duration.ofSeconds(4);

    /** The pauses between so many attempts take longer than the budget. */
    private static final int REFUSALS = 8;

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path folder;

    @Test
    void anOutageOfTheRemoteModelLosesAndDoublesNothing() throws Exception {
        try (TestTopics topics = new TestTopics(BROKER);
                RemoteServer server = new RemoteServer()) {
            // Given
            topics.create(1);
            Fates fates = new Fates();
            try (TeacherService service =
                    TeacherService.start(settings(topics, server), fates, (samples, nanos) -> {}, System::nanoTime)) {
                send(topics, 0, SAMPLES / 2);
                await("the first half").until(() -> topics.knowledge().size() == SAMPLES / 2);

                // When
                server.refuseNext(
                        Collections.nCopies(REFUSALS, Status.UNAVAILABLE).toArray(Status[]::new));
                send(topics, SAMPLES / 2, SAMPLES);
                await("both halves").until(() -> topics.knowledge().size() >= SAMPLES);

                // Then
                assertThat(service.lifeCycle().state()).isEqualTo(TeacherLifeCycle.State.TEACHING);
            }
            assertThat(topics.knowledge())
                    .extracting(knowledge -> knowledge.getOrigin().getOffset())
                    .containsExactlyElementsOf(
                            LongStream.range(0, SAMPLES).boxed().toList());
            assertThat(topics.knowledge()).allSatisfy(RemoteTeacherIT::requireAnswer);
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

    /** The budget of an answer is shorter than the outage: at least one stream thread fails in it. */
    private TeacherSettings settings(TestTopics topics, RemoteServer server) {
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
                        new CallSettings(BUDGET, BUDGET)),
                new TeachingSettings(
                        topics.names(), MAX_BATCH, SHORT, RecordLimits.DEFAULT.maxRecordBytes(), TeachingRate.ALL));
    }
}
