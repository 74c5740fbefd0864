package io.alambic.teacher.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.teacher.TinyModel;
import io.alambic.v1.Origin;
import io.alambic.v1.SampleBatch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PendingSamplesTest {

    @TempDir
    Path folder;

    private final SampleReader reader = new SampleReader(TinyModel.ARCHITECTURE.signature(), List.of(), 1 << 20);
    private KeyValueStore<Integer, byte[]> store;

    @BeforeEach
    void open() {
        MockProcessorContext<byte[], byte[]> context =
                new MockProcessorContext<>(properties(), new TaskId(0, 0), folder.toFile());
        store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(PendingSamples.STORE), Serdes.Integer(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void everythingOfARecordComesBackFromTheStore() throws RefusedSamplesException {
        // Given
        RecordHeaders headers = new RecordHeaders();
        headers.add("trace", new byte[] {1, 2}).add("empty", new byte[0]).add("nothing", null);
        Record<byte[], byte[]> raw =
                new Record<>(new byte[] {3}, TinyModel.samples(2, 0).build().toByteArray(), 1234, headers);
        Origin origin = Origin.newBuilder()
                .setTopic("samples")
                .setPartition(4)
                .setOffset(1L << 40)
                .build();
        new PendingSamples(store, reader).add(reader.read(raw, origin));

        // When
        PendingSamples restored = new PendingSamples(store, reader);

        // Then
        assertThat(restored.samples()).isEqualTo(2);
        SampleRecord record = restored.takeAll().get(0);
        assertThat(record.origin()).isEqualTo(origin);
        assertThat(record.raw().key()).isEqualTo(raw.key());
        assertThat(record.raw().value()).isEqualTo(raw.value());
        assertThat(record.raw().timestamp()).isEqualTo(1234);
        assertThat(record.headers().toArray()).extracting(Header::key).containsExactly("trace", "empty", "nothing");
        assertThat(record.headers().toArray())
                .extracting(Header::value)
                .containsExactly(new byte[] {1, 2}, new byte[0], null);
    }

    @Test
    void aRecordWithoutAKeyComesBackWithoutOne() throws RefusedSamplesException {
        // Given
        new PendingSamples(store, reader).add(record(0));

        // When
        PendingSamples restored = new PendingSamples(store, reader);

        // Then
        assertThat(restored.takeAll().get(0).raw().key()).isNull();
    }

    @Test
    void recordsComeBackInTheOrderInWhichTheyCame() throws RefusedSamplesException {
        // Given
        PendingSamples pending = new PendingSamples(store, reader);
        for (int offset = 0; offset < 300; offset++) {
            pending.add(record(offset));
        }

        // When
        List<SampleRecord> taken = new PendingSamples(store, reader).takeAll();

        // Then
        assertThat(taken)
                .extracting(record -> record.origin().getOffset())
                .isSorted()
                .hasSize(300);
    }

    @Test
    void whatWasTakenIsGoneFromTheStore() throws RefusedSamplesException {
        // Given
        PendingSamples pending = new PendingSamples(store, reader);
        pending.add(record(0));
        pending.add(record(1));
        pending.takeAll();

        // When
        pending.add(record(2));

        // Then
        assertThat(pending.samples()).isEqualTo(1);
        assertThat(new PendingSamples(store, reader).takeAll())
                .extracting(record -> record.origin().getOffset())
                .containsExactly(2L);
    }

    @Test
    void aRecordThatIsUnreadableIsReportedInASentence() {
        // Given
        store.put(0, "no pending record".getBytes(StandardCharsets.UTF_8));

        // When
        ThrowingCallable restore = () -> new PendingSamples(store, reader);

        // Then
        assertThatThrownBy(restore)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the pending store holds what is no record: ");
    }

    @Test
    void aRecordThatTheTeacherDoesNotTakeAnyMoreIsHandedOutOnce() throws RefusedSamplesException {
        // Given
        PendingSamples pending = new PendingSamples(store, reader);
        pending.add(record(0));
        pending.add(record(1));
        SampleReader other = new SampleReader(TinyModel.ARCHITECTURE.signature(), List.of("edges"), 1 << 20);

        // When
        PendingSamples restored = new PendingSamples(store, other);

        // Then
        assertThat(restored.isEmpty()).isTrue();
        assertThat(restored.takeUnteachable())
                .allSatisfy(record -> assertThat(record.refused().orElseThrow())
                        .hasMessageContaining("no tensor 'edges' for the student's input"))
                .extracting(record -> record.origin().getOffset())
                .containsExactly(0L, 1L);
        assertThat(restored.hasUnteachable()).isFalse();
        restored.takeAll();
        assertThat(store.approximateNumEntries()).isZero();
    }

    private SampleRecord record(long offset) throws RefusedSamplesException {
        SampleBatch batch = TinyModel.samples(1, offset).build();
        return reader.read(
                new Record<>(null, batch.toByteArray(), 0, new RecordHeaders()),
                Origin.newBuilder().setOffset(offset).build());
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "teacher");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:1");
        return properties;
    }
}
