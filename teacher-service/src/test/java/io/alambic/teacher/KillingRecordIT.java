package io.alambic.teacher;

import static io.alambic.teacher.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.tensor.Encoding;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicState;
import io.alambic.kafka.UnreadableRecords;
import io.alambic.teacher.TeacherLifeCycle.State;
import io.alambic.teacher.control.TeachingRate;
import io.alambic.teacher.model.ModelSettings;
import io.alambic.teacher.topology.Fates;
import io.alambic.teacher.topology.SampleRefusal;
import io.alambic.teacher.topology.TeachingSettings;
import io.alambic.testing.CompressedZeros;
import io.alambic.testing.SharedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A record that does not fit into the memory of whoever reads it, against a real broker. */
class KillingRecordIT {

    private static final int MAX_BATCH = 32;
    /** With these, a record has the size of the largest array, and a few bytes more than any JVM allocates. */
    private static final int BEYOND_MEMORY = Integer.MAX_VALUE - 10;

    private static final byte[] KILLING = "killing".getBytes(StandardCharsets.UTF_8);

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path folder;

    private final Fates fates = new Fates();
    private final String application = BROKER.unique("teacher");
    private TestTopics topics;
    private Path model;

    @BeforeEach
    void prepare() throws Exception {
        model = TinyModel.save(folder.resolve("model"));
        topics = new TestTopics(BROKER);
        topics.create(2);
    }

    @AfterEach
    void disconnect() {
        topics.close();
    }

    @Test
    void isSkippedAfterStartsInVainWithADeadLetterThatNamesItsPlace() throws Exception {
        // Given
        topics.sendSample(0, 0);
        topics.sendSample(0, 1);
        topics.flush();
        CompressedZeros.send(BROKER.bootstrapServers(), topics.names().samples(), 0, BEYOND_MEMORY);
        topics.sendSample(0, 3);
        topics.sendSample(1, 4);
        topics.flush();
        for (int start = 0; start < UnreadableRecords.STARTS_IN_VAIN; start++) {
            try (TeacherService service = start()) {
                await("the failure").until(() -> service.lifeCycle().state() == State.FAILED);
                assertThat(service.lifeCycle().failure())
                        .hasValueSatisfying(reason -> assertThat(reason).contains("array size"));
            }
        }
        assertThat(topics.deadLetters()).isEmpty();

        // When
        try (TeacherService service = start()) {
            await("all samples").until(() -> topics.knowledge().size() == 4);
            assertThat(service.lifeCycle().state()).isEqualTo(State.TEACHING);
        }

        // Then
        assertThat(topics.knowledge())
                .extracting(answer -> answer.getSampleIds(0))
                .containsExactlyInAnyOrder("sample-0", "sample-1", "sample-3", "sample-4");
        assertThat(topics.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo("kills_the_process");
            assertThat(letter.message())
                    .startsWith("reading the record ends the process: java.lang.OutOfMemoryError: ");
            assertThat(letter.topic()).isEqualTo(topics.names().samples());
            assertThat(letter.partition()).isZero();
            assertThat(letter.offset()).isEqualTo(2);
        });
        assertThat(fates.refusals()).isEqualTo(Map.of(SampleRefusal.KILLS_THE_PROCESS, 1));

        // When
        try (TeacherService service = start()) {
            topics.sendSample(0, 5);
            await("the next sample").until(() -> topics.knowledge().size() == 5);
        }

        // Then
        assertThat(topics.deadLetters()).hasSize(1);
    }

    @Test
    void isFoundAlsoWhereReadingItEndsTheProcessAtOnce() throws Exception {
        // Given
        topics.sendSample(1, 0);
        topics.send(1, KILLING);
        topics.flush();
        List<Long> found = new ArrayList<>();
        try (Admin admin = Admin.create(BROKER.clientSettings())) {
            UnreadableRecords records =
                    new UnreadableRecords(admin, this::mortalConsumer, application, 1 << 20, into(found));
            TopicState.Present state = new TopicState.Present("id", 2);
            for (int start = 0; start < UnreadableRecords.STARTS_IN_VAIN; start++) {
                assertThat(records.noteStart(topics.names().samples(), state, Map.of()))
                        .isEmpty();
            }
            for (int death = 0; death < 2; death++) {
                assertThatThrownBy(() -> records.noteStart(topics.names().samples(), state, Map.of()))
                        .isInstanceOf(Killed.class);
                assertThat(found).isEmpty();
            }

            // When
            var unreadable = records.noteStart(topics.names().samples(), state, Map.of());

            // Then
            assertThat(found).containsExactly(1L);
            assertThat(unreadable)
                    .containsOnlyKeys(new TopicPartition(topics.names().samples(), 1))
                    .allSatisfy((partition, offsets) -> assertThat(offsets).isEqualTo(Set.of(1L)));
        }
    }

    /** The end of a process: nothing runs after it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private Consumer<byte[], byte[]> mortalConsumer() {
        Map<String, Object> config = new HashMap<>(BROKER.clientSettings());
        config.put("max.poll.records", 1);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()) {
            @Override
            public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    if (Arrays.equals(record.value(), KILLING)) {
                        throw new Killed();
                    }
                }
                return records;
            }
        };
    }

    private static UnreadableRecords.Listener into(List<Long> found) {
        return new UnreadableRecords.Listener() {
            @Override
            public void reading(TopicPartition partition, long offset, int starts) {
                assertThat(starts).isGreaterThan(UnreadableRecords.STARTS_IN_VAIN);
            }

            @Override
            public void unreadable(TopicPartition partition, long offset, String reason) {
                found.add(offset);
            }
        };
    }

    private TeacherService start() throws IOException {
        Duration shortly = Duration.ofMillis(20);
        return TeacherService.start(
                new TeacherSettings(
                        new StreamsSettings(
                                BROKER.clientSettings(),
                                RecordLimits.DEFAULT,
                                application,
                                folder.resolve("state"),
                                1,
                                StreamsSettings.Guarantee.EXACTLY_ONCE_V2,
                                Duration.ofMillis(50),
                                shortly),
                        new ModelSettings(model, List.of("block1"), Encoding.FP16, MAX_BATCH),
                        new TeachingSettings(
                                topics.names(),
                                MAX_BATCH,
                                shortly,
                                RecordLimits.DEFAULT.maxRecordBytes(),
                                TeachingRate.ALL)),
                fates,
                (samples, nanos) -> {},
                System::nanoTime);
    }
}
