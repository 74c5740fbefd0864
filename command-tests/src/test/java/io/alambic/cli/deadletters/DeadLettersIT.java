package io.alambic.cli.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.alambic.kafka.DeadLetter;
import io.alambic.kafka.DeadLetterWriter;
import io.alambic.kafka.RecordOrigin;
import io.alambic.testing.SharedBroker;
import io.alambic.v1.DataType;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

/** Dead letters of a real broker, by the command. */
class DeadLettersIT {

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final long TIME = 1_700_000_000_000L;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command = new CommandLine(new DeadLettersCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    private final DeadLetterWriter letters = new DeadLetterWriter("teacher", 1 << 20);

    private String samples;
    private String deadLetters;
    private String group;

    @BeforeEach
    void createTopics() throws Exception {
        samples = BROKER.unique("samples");
        deadLetters = BROKER.unique("dead-letters");
        group = BROKER.unique("replay");
        try (Admin admin = Admin.create(BROKER.clientSettings())) {
            admin.createTopics(List.of(
                            new NewTopic(samples, 2, (short) 1).configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1")),
                            new NewTopic(deadLetters, 1, (short) 1)
                                    .configs(Map.of(
                                            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                                            TimestampType.LOG_APPEND_TIME.name))))
                    .all()
                    .get();
        }
    }

    @Test
    void eachLetterIsReplayedOnceWhateverIsAskedForFirst() throws Exception {
        // Given
        write("mismatch", 0, 5, OptionalInt.empty());
        write("not_finite", 1, 6, OptionalInt.of(2));
        write("mismatch", 1, 7, OptionalInt.empty());

        // When
        int none = run("replay", "--dry-run");
        int one = run("replay", "--reason", "not_finite");
        int rest = run("replay");
        int again = run("replay");

        // Then
        assertThat(List.of(none, one, rest, again)).containsOnly(0);
        assertThat(out.toString())
                .isEqualToNormalizingNewlines(
                        "3 letters would be replayed\n1 letters replayed\n2 letters replayed\n0 letters replayed\n");
        assertThat(replayed())
                .extracting(record -> RecordOrigin.of(record.headers()).orElseThrow())
                .containsExactlyInAnyOrder(
                        new RecordOrigin(samples, 0, 5, OptionalInt.empty()),
                        new RecordOrigin(samples, 1, 6, OptionalInt.of(2)),
                        new RecordOrigin(samples, 1, 7, OptionalInt.empty()));
        assertThat(replayed()).allSatisfy(record -> {
            assertThat(record.partition())
                    .isEqualTo(RecordOrigin.of(record.headers()).orElseThrow().partition());
            assertThat(record.timestamp()).isEqualTo(TIME);
            assertThat(record.key()).isEqualTo(bytes("key"));
            assertThat(SampleBatch.parseFrom(record.value())).isEqualTo(batch());
            assertThat(record.headers().lastHeader("trace").value()).isEqualTo(bytes("t-1"));
            assertThat(record.headers().lastHeader(DeadLetter.REASON)).isNull();
        });
    }

    @Test
    void aReplayThatWasKilledHasReplayedNothingByHalf() throws Exception {
        // Given
        write("mismatch", 0, 5, OptionalInt.empty());
        write("mismatch", 0, 6, OptionalInt.empty());
        try (KafkaProducer<byte[], byte[]> killed = producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group))) {
            killed.initTransactions();
            killed.beginTransaction();
            killed.send(new ProducerRecord<>(samples, 0, bytes("key"), batch().toByteArray()))
                    .get();

            // When
            int code = run("replay");

            // Then
            assertThat(code).as(err.toString()).isZero();
            assertThat(replayed())
                    .extracting(record ->
                            RecordOrigin.of(record.headers()).orElseThrow().offset())
                    .containsExactly(5L, 6L);
            killed.close(Duration.ZERO);
        }
    }

    @Test
    void aLetterThatHoldsItsPlaceOnlyIsNotReplayed() throws Exception {
        // Given
        produce(letters.write(
                new TopicPartition(samples, 0),
                1,
                null,
                new byte[2 << 20],
                new RecordHeaders(),
                "too_large",
                new IllegalArgumentException("2 MiB")));

        // When
        int code = run("replay");

        // Then
        assertThat(code).isZero();
        assertThat(out.toString())
                .isEqualToNormalizingNewlines(
                        "0 letters replayed\n1 letters hold the place of their record only, and cannot be\n");
    }

    @Test
    void offsetsOfAnEarlierTopicOfTheNameAreNotTakenForThoseOfThisOne() throws Exception {
        // Given
        try (Admin admin = Admin.create(BROKER.clientSettings())) {
            admin.alterConsumerGroupOffsets(group, Map.of(new TopicPartition(deadLetters, 0), new OffsetAndMetadata(9)))
                    .all()
                    .get();
        }

        // When
        int code = run("replay");

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .contains("The offset 9 of the group '%s' lies beyond the end 0 of %s-0".formatted(group, deadLetters));
    }

    @Test
    void lettersAreListedAndCountedByReason() throws Exception {
        // Given
        write("mismatch", 0, 5, OptionalInt.empty());
        write("not_finite", 1, 6, OptionalInt.of(2));

        // When
        int list = run("list", "--reason", "not_finite,other");
        int json = run("list", "--json");

        // Then
        assertThat(List.of(list, json)).containsOnly(0);
        String[] lines = out.toString().split("\\R");
        assertThat(lines)
                .startsWith(
                        "0:1  2023-11-14T22:13:20Z  teacher  not_finite  " + samples
                                + " 1:6 sample 2  expected this, got ?[2Jthat",
                        "1 not_finite",
                        "1 letters");
        JsonNode all = new ObjectMapper().readTree(lines[3]);
        assertThat(all.get("counts").get("mismatch").intValue()).isEqualTo(1);
        assertThat(all.get("letters")).hasSize(2);
        assertThat(all.get("letters").get(1).get("origin").get("sample").intValue())
                .isEqualTo(2);
    }

    @Test
    void oneLetterIsShownWithoutItsDataUnlessTheyAreAskedFor() throws Exception {
        // Given
        write("mismatch", 0, 5, OptionalInt.empty());

        // When
        int plain = run("show", "0");
        String shown = out.toString();
        out.getBuffer().setLength(0);
        int whole = run("show", "0:0", "--data");

        // Then
        assertThat(List.of(plain, whole)).containsOnly(0);
        assertThat(shown)
                .contains("reason        mismatch", "header        trace = \"t-1\"", "key           \"key\"")
                .contains("tensor        image UINT8 [1, 2], 2 bytes", "java.lang.IllegalArgumentException")
                .doesNotContain("data:");
        assertThat(out.toString()).contains("data: \"AB\"");
    }

    @Test
    void aLetterThatIsNotThereIsOneSentence() throws Exception {
        // Given
        write("mismatch", 0, 5, OptionalInt.empty());

        // When
        int code = run("show", "4:17");

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .contains("There is no dead letter 4:17 in topic '%s'; those there are have 0:0 to 0:0."
                        .formatted(deadLetters));
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap-servers", BROKER.bootstrapServers(), "--topic", deadLetters));
        if (arguments[0].equals("replay")) {
            all.addAll(List.of("--group", group));
        }
        return command.execute(all.toArray(String[]::new));
    }

    private void write(String reason, int partition, long offset, OptionalInt sample) throws Exception {
        DeadLetterWriter.Letter letter = letters.write(
                        new TopicPartition(samples, partition),
                        offset,
                        bytes("key"),
                        batch().toByteArray(),
                        new RecordHeaders().add("trace", bytes("t-1")),
                        reason,
                        new IllegalArgumentException("expected this, got \u001b[2Jthat"))
                .ofTimestamp(TIME);
        sample.ifPresent(letter::ofSample);
        produce(letter);
    }

    private void produce(DeadLetterWriter.Letter letter) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(deadLetters, 0, TIME, letter.key(), letter.value(), letter.headers()))
                    .get();
        }
    }

    private static SampleBatch batch() {
        return SampleBatch.newBuilder()
                .addTensors(Tensor.newBuilder()
                        .setName("image")
                        .setDataType(DataType.DATA_TYPE_UINT8)
                        .addShape(1)
                        .addShape(2)
                        .setData(ByteString.copyFromUtf8("AB")))
                .build();
    }

    private List<ConsumerRecord<byte[], byte[]>> replayed() {
        Map<String, Object> settings = new HashMap<>(BROKER.clientSettings());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        List<TopicPartition> partitions = List.of(new TopicPartition(samples, 0), new TopicPartition(samples, 1));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(BROKER.clientSettings());
        settings.putAll(more);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
