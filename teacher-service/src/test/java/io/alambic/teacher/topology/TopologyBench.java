package io.alambic.teacher.topology;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.core.tensor.Encoding;
import io.alambic.kafka.TopicNames;
import io.alambic.mapping.RecordMapping;
import io.alambic.teacher.TinyModel;
import io.alambic.teacher.control.KeyShare;
import io.alambic.teacher.control.TeachingRate;
import io.alambic.teacher.model.ModelSettings;
import io.alambic.teacher.model.TeacherModel;
import io.alambic.v1.Knowledge;
import io.alambic.v1.SampleBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The topology around a real, tiny model, without a broker. Time stands still unless moved. */
final class TopologyBench implements AutoCloseable {

    static final int MAX_BATCH = 8;
    static final Duration MAX_DELAY = Duration.ofMillis(40);
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    final Fates fates = new Fates();
    final TestInputTopic<byte[], byte[]> samples;
    final TestInputTopic<String, String> control;
    private final TeacherModel model;
    private final TopologyTestDriver driver;
    private final TestOutputTopic<byte[], byte[]> knowledge;
    private final TestOutputTopic<byte[], byte[]> deadLetters;

    TopologyBench(Path modelFolder, int maxRecordBytes, Encoding encoding) throws IOException {
        this(new ModelSettings(modelFolder, List.of("block1"), encoding, MAX_BATCH), maxRecordBytes, 0);
    }

    TopologyBench(ModelSettings settings, int maxRecordBytes, int logitsTopK) throws IOException {
        this(settings, maxRecordBytes, logitsTopK, Augmentations.NONE);
    }

    TopologyBench(ModelSettings settings, int maxRecordBytes, int logitsTopK, Augmentations augmentations)
            throws IOException {
        this(settings, maxRecordBytes, logitsTopK, augmentations, Optional.empty(), TeacherIdentity.OF_MODEL);
    }

    /** The teacher of records that are no batches. */
    TopologyBench(Path folder, RecordMapping mapping) throws IOException {
        this(
                new ModelSettings(TinyModel.save(folder), List.of("block1"), Encoding.FP32, MAX_BATCH),
                1 << 20,
                0,
                Augmentations.NONE,
                Optional.of(mapping),
                TeacherIdentity.OF_MODEL);
    }

    TopologyBench(Path folder, TeacherIdentity identity) throws IOException {
        this(
                new ModelSettings(TinyModel.save(folder), List.of("block1"), Encoding.FP32, MAX_BATCH),
                1 << 20,
                0,
                Augmentations.NONE,
                Optional.empty(),
                identity);
    }

    private TopologyBench(
            ModelSettings settings,
            int maxRecordBytes,
            int logitsTopK,
            Augmentations augmentations,
            Optional<RecordMapping> mapping,
            TeacherIdentity identity)
            throws IOException {
        TopicNames topics = TopicNames.DEFAULT;
        model = TeacherModel.load(settings);
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "teacher");
        driver = new TopologyTestDriver(
                TeacherTopology.build(
                        new TeachingSettings(
                                identity,
                                topics,
                                MAX_BATCH,
                                MAX_DELAY,
                                maxRecordBytes,
                                TeachingRate.ALL,
                                KeyShare.ALL,
                                LogitsForm.of(logitsTopK, 0, 1),
                                List.of(),
                                TeachingSettings.EVENT_TIME_TOLERANCE,
                                augmentations,
                                mapping),
                        model.signature(),
                        model::newTeacher,
                        fates),
                config,
                NOW);
        ByteArraySerializer bytes = new ByteArraySerializer();
        samples = driver.createInputTopic(topics.samples(), bytes, bytes, NOW, Duration.ZERO);
        control = driver.createInputTopic(topics.control(), new StringSerializer(), new StringSerializer());
        ByteArrayDeserializer read = new ByteArrayDeserializer();
        knowledge = driver.createOutputTopic(topics.knowledge(), read, read);
        deadLetters = driver.createOutputTopic(topics.deadLetters(), read, read);
    }

    TopologyBench(Path folder) throws IOException {
        this(TinyModel.save(folder), 1 << 20, Encoding.FP32);
    }

    void send(String key, SampleBatch.Builder batch) {
        samples.pipeInput(key.getBytes(StandardCharsets.UTF_8), batch.build().toByteArray());
    }

    void send(SampleBatch.Builder batch) {
        samples.pipeInput(batch.build().toByteArray());
    }

    void pass(Duration time) {
        driver.advanceWallClockTime(time);
    }

    List<TestRecord<byte[], byte[]>> knowledgeRecords() {
        return knowledge.readRecordsToList();
    }

    List<Knowledge> knowledge() {
        return knowledgeRecords().stream().map(record -> parse(record.value())).toList();
    }

    List<TestRecord<byte[], byte[]>> deadLetters() {
        return deadLetters.readRecordsToList();
    }

    static Knowledge parse(byte[] value) {
        try {
            return Knowledge.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("no knowledge record", e);
        }
    }

    @Override
    public void close() {
        driver.close();
        model.close();
    }
}
