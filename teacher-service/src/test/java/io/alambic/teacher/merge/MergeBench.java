package io.alambic.teacher.merge;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.core.merge.MergeRules;
import io.alambic.core.privacy.PrivateVoting;
import io.alambic.kafka.TopicNames;
import io.alambic.v1.DataType;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Logits;
import io.alambic.v1.Origin;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** The topology of a merge, without a broker. Time stands still unless moved. */
public final class MergeBench implements AutoCloseable {

    static final Duration GRACE = Duration.ofSeconds(10);
    static final int CLASSES = 3;
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String ANSWERS = "alambic.answers";
    private static final int MAX_RECORD_BYTES = 4096;
    private static final int MAX_WAITING_BYTES = 20_000;

    final MergeFates fates = new MergeFates();
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> answers;
    private final TestOutputTopic<byte[], byte[]> knowledge;
    private final TestOutputTopic<byte[], byte[]> deadLetters;

    MergeBench(MergeSettings settings) {
        this(settings, new Random(1));
    }

    MergeBench(MergeSettings settings, RandomGenerator random) {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "merge");
        driver = new TopologyTestDriver(MergeTopology.build(settings, fates, fates, random), config, NOW);
        ByteArraySerializer bytes = new ByteArraySerializer();
        answers = driver.createInputTopic(ANSWERS, bytes, bytes, NOW, Duration.ZERO);
        ByteArrayDeserializer read = new ByteArrayDeserializer();
        knowledge = driver.createOutputTopic(settings.topics().knowledge(), read, read);
        deadLetters = driver.createOutputTopic(settings.topics().deadLetters(), read, read);
    }

    /** A merge of the teachers "large" and "small". */
    static MergeSettings settings(String rule, boolean learned) {
        return settings(
                rule,
                learned,
                List.of(new MergedTeacher("large", 1, List.of()), new MergedTeacher("small", 1, List.of())),
                0);
    }

    static MergeSettings settings(String rule, boolean learned, List<MergedTeacher> teachers, int classes) {
        return new MergeSettings(
                "merge",
                TopicNames.DEFAULT,
                ANSWERS,
                MergeRules.of(rule),
                teachers,
                classes,
                learned,
                GRACE,
                MAX_WAITING_BYTES,
                MAX_RECORD_BYTES,
                Optional.empty());
    }

    MergeBench(String rule) {
        this(settings(rule, false));
    }

    /** An answer to a record of samples whose likeliest classes are these. */
    public static Knowledge.Builder answer(String teacher, long offset, int... likeliest) {
        float[][] logits = new float[likeliest.length][CLASSES];
        for (int i = 0; i < likeliest.length; i++) {
            logits[i][likeliest[i]] = 2;
        }
        return answer(teacher, offset, logits);
    }

    static Knowledge.Builder answer(String teacher, long offset, float[]... logits) {
        float[] inputs = new float[logits.length];
        Arrays.fill(inputs, offset);
        return Knowledge.newBuilder()
                .setTeacherName(teacher)
                .setTeacherVersion("1")
                .setOrigin(Origin.newBuilder()
                        .setTopic("alambic.samples")
                        .setPartition(0)
                        .setOffset(offset))
                .addInputs(tensor("x", new float[][] {inputs}, logits.length, 1))
                .addFeatureMaps(tensor("block", new float[][] {inputs}, logits.length, 1))
                .setLogits(Logits.newBuilder().setFull(tensor("logits", logits, logits.length, logits[0].length)));
    }

    private static Tensor tensor(String name, float[][] rows, long... shape) {
        ByteBuffer data =
                ByteBuffer.allocate(rows.length * rows[0].length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] row : rows) {
            for (float number : row) {
                data.putFloat(number);
            }
        }
        Tensor.Builder tensor = Tensor.newBuilder()
                .setName(name)
                .setDataType(DataType.DATA_TYPE_FP32)
                .setData(ByteString.copyFrom(data.flip()));
        Arrays.stream(shape).forEach(tensor::addShape);
        return tensor.build();
    }

    /** Logits of a knowledge record, [N · C]. */
    public static float[] logits(Knowledge knowledge) {
        ByteBuffer data =
                knowledge.getLogits().getFull().getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] logits = new float[data.remaining() / Float.BYTES];
        data.asFloatBuffer().get(logits);
        return logits;
    }

    /** A merge of so many teachers by private votes. */
    static MergeSettings privately(int teachers, PrivateVoting voting) {
        return new MergeSettings(
                "merge",
                TopicNames.DEFAULT,
                ANSWERS,
                MergeRules.of("private-vote"),
                IntStream.range(0, teachers)
                        .mapToObj(t -> new MergedTeacher("site-" + t, 1, List.of()))
                        .toList(),
                0,
                false,
                GRACE,
                1 << 20,
                MAX_RECORD_BYTES,
                Optional.of(voting));
    }

    void send(Knowledge.Builder answer) {
        send(answer.build().toByteArray());
    }

    void send(byte[] value) {
        answers.pipeInput(new byte[] {1}, value);
    }

    void sendWithoutKey(Knowledge.Builder answer) {
        answers.pipeInput(null, answer.build().toByteArray());
    }

    List<byte[]> knowledgeKeys() {
        return knowledge.readRecordsToList().stream().map(TestRecord::key).toList();
    }

    void pass(Duration time) {
        driver.advanceWallClockTime(time);
    }

    List<Knowledge> knowledge() {
        return knowledge.readValuesToList().stream().map(MergeBench::parse).toList();
    }

    List<TestRecord<byte[], byte[]>> deadLetters() {
        return deadLetters.readRecordsToList();
    }

    KeyValueStore<Integer, byte[]> waiting() {
        return driver.getKeyValueStore(WaitingAnswers.STORE);
    }

    /** What private votes have cost, as it is kept. */
    KeyValueStore<String, byte[]> spending() {
        return driver.getKeyValueStore("privacy");
    }

    private static Knowledge parse(byte[] value) {
        try {
            return Knowledge.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("no knowledge record", e);
        }
    }

    @Override
    public void close() {
        driver.close();
    }
}
