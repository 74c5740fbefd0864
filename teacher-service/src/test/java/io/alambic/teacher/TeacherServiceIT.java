package io.alambic.teacher;

import static io.alambic.teacher.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.TensorType;
import io.alambic.core.zoo.Cnn;
import io.alambic.kafka.RecordLimits;
import io.alambic.mapping.MappingSettings;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.TensorMapping;
import io.alambic.teacher.control.TeachingRate;
import io.alambic.teacher.model.InstrumentedTeacher.BatchListener;
import io.alambic.teacher.model.ModelSettings;
import io.alambic.teacher.topology.Fates;
import io.alambic.teacher.topology.TeacherIdentity;
import io.alambic.teacher.topology.TeachingSettings;
import io.alambic.testing.SharedBroker;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Origin;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A whole teacher against a real broker. */
class TeacherServiceIT {

    private static final int MAX_BATCH = 32;
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofHours(1);
    private static final BatchListener NOBODY = (samples, nanos) -> {};

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path folder;

    private final Fates fates = new Fates();
    private final String application = BROKER.unique("teacher");
    private Path model;
    private TestTopics topics;

    @BeforeEach
    void prepare() throws IOException {
        model = TinyModel.save(folder.resolve("model"));
        topics = new TestTopics(BROKER);
    }

    @AfterEach
    void disconnect() {
        topics.close();
    }

    @ParameterizedTest
    @EnumSource
    void singleSamplesOfSeveralPartitionsAreEachTaughtOnce(StreamsSettings.Guarantee guarantee) throws Exception {
        // Given
        int partitions = 3;
        int samples = 300;
        topics.create(partitions);
        for (int i = 0; i < samples; i++) {
            topics.sendSample(i % partitions, i);
        }
        topics.flush();

        // When
        try (TeacherService service = start(settings("one", guarantee, 2, SHORT), fates, NOBODY)) {
            await("all samples").until(() -> fates.taught.get() == samples);
            assertThat(service.lifeCycle().state()).isEqualTo(TeacherLifeCycle.State.TEACHING);
        }

        // Then
        List<Knowledge> knowledge = topics.knowledge();
        assertThat(knowledge)
                .extracting(answer -> answer.getSampleIds(0))
                .doesNotHaveDuplicates()
                .hasSize(samples);
        assertThat(knowledge).allSatisfy(answer -> assertThat(answer.getSampleIds(0))
                .isEqualTo("sample-" + sample(answer, partitions)));
    }

    @Test
    void aMappingThatFitsNoRecordStopsTheTeacherBeforeItReadsOneAndOneThatDoesTeachesThem() throws Exception {
        // Given
        topics.create(2);
        for (int i = 0; i < 4; i++) {
            String pixels = Collections.nCopies(TinyModel.PIXELS, i).toString();
            topics.send(i % 2, "{\"pixels\": %s}".formatted(pixels).getBytes(StandardCharsets.UTF_8));
        }
        topics.flush();

        // When
        try (TeacherService service = start(mapped("one", "pixel"), fates, NOBODY)) {
            await("the failure").until(() -> service.lifeCycle().state() == TeacherLifeCycle.State.FAILED);

            // Then
            assertThat(service.lifeCycle().failure().orElseThrow())
                    .contains("the 4 newest of topic '%s' are refused for one reason, such as: pixel: expected"
                            .formatted(topics.names().samples()));
        }
        assertThat(topics.committed(application)).isEmpty();
        assertThat(fates.deadLettered).hasValue(0);
        try (TeacherService service = start(mapped("two", "pixels"), fates, NOBODY)) {
            await("all samples").until(() -> fates.taught.get() == 4);
        }
    }

    @Test
    void imagesAreDecodedBesideTheModelAndEachMeetsOneFate() throws Exception {
        // Given
        int partitions = 3;
        int records = 120;
        topics.create(partitions);
        for (int i = 0; i < records; i++) {
            byte[] photo = i % 10 == 7 ? new byte[] {1, 2, 3} : photo(i);
            String json = "{\"photo\": \"%s\"}".formatted(Base64.getEncoder().encodeToString(photo));
            topics.send(i % partitions, json.getBytes(StandardCharsets.UTF_8));
        }
        topics.flush();

        // When
        try (TeacherService service = start(mapped("one", "photo | image(scale=1)"), fates, NOBODY)) {
            await("all records").until(() -> fates.taught.get() + fates.deadLettered.get() == records);
            assertThat(service.lifeCycle().state()).isEqualTo(TeacherLifeCycle.State.TEACHING);
        }

        // Then
        assertThat(fates.deadLettered).hasValue(records / 10);
        assertThat(topics.knowledge())
                .extracting(answer -> sample(answer, partitions))
                .doesNotHaveDuplicates()
                .hasSize(records - records / 10);
        assertThat(topics.knowledge()).allSatisfy(answer -> assertThat(answer.getInputs(0)
                        .getData()
                        .asReadOnlyByteBuffer()
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getFloat())
                .isEqualTo(sample(answer, partitions)));
    }

    /** A PNG file of one gray. */
    private static byte[] photo(int gray) throws IOException {
        BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster()
                .setPixels(
                        0,
                        0,
                        4,
                        4,
                        Collections.nCopies(16, gray).stream()
                                .mapToInt(one -> one)
                                .toArray());
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (ImageOutputStream output = new MemoryCacheImageOutputStream(file)) {
            ImageIO.write(image, "png", output);
        }
        return file.toByteArray();
    }

    @Test
    void samplesThatWaitWhenTheTeacherStopsAreTaughtOnceAfterItsNextStart() throws Exception {
        // Given
        topics.create(1);
        for (int i = 0; i < 20; i++) {
            topics.sendSample(0, i);
        }
        topics.flush();
        try (TeacherService service = start(settings("one", LONG), fates, NOBODY)) {
            await("20 samples that wait").until(() -> fates.pending.get() == 20);
        }
        assertThat(topics.knowledge()).isEmpty();
        assertThat(topics.committed(application)).isEqualTo(Map.of(0, 20L));

        // When
        Fates second = new Fates();
        try (TeacherService service = start(settings("two", SHORT), second, NOBODY)) {
            await("all samples").until(() -> second.taught.get() == 20);
        }

        // Then
        assertThat(topics.knowledge())
                .extracting(answer -> answer.getOrigin().getOffset())
                .containsExactlyElementsOf(LongStream.range(0, 20).boxed().toList());
    }

    @Test
    void aTeacherThatStoppedIsNoMemberOfItsGroupAnyMoreSoThatTheNextOneNeedNotWaitForItsSessionToEnd()
            throws Exception {
        // Given
        topics.create(1);
        topics.sendSample(0, 1);
        topics.flush();

        // When
        try (TeacherService service = start(settings("one", SHORT), fates, NOBODY)) {
            await("the sample").until(() -> fates.taught.get() == 1);
            assertThat(topics.members(application)).isEqualTo(1);
        }

        // Then
        assertThat(topics.members(application)).isZero();
    }

    @Test
    void samplesOfAnAbortedTransactionAreNotTaught() throws Exception {
        // Given
        topics.create(1);
        Map<String, Object> config = new HashMap<>(BROKER.clientSettings());
        config.put("transactional.id", BROKER.unique("producer"));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(
                            topics.names().samples(),
                            TinyModel.samples(1, 1).build().toByteArray()))
                    .get();
            producer.abortTransaction();
        }

        // When
        topics.sendSample(0, 2);
        try (TeacherService service = start(settings("one", SHORT), fates, NOBODY)) {
            await("the committed sample").until(() -> fates.taught.get() > 0);
        }

        // Then
        assertThat(topics.knowledge())
                .extracting(answer -> answer.getSampleIds(0))
                .containsExactly("sample-2");
    }

    @Test
    void aRecordThatCannotBeTaughtIsOneDeadLetterAndStopsNothing() throws Exception {
        // Given
        topics.create(1);
        topics.sendSample(0, 0);
        topics.send(0, "no samples".getBytes(StandardCharsets.UTF_8));
        topics.sendSample(0, 2);

        // When
        try (TeacherService service = start(settings("one", SHORT), fates, NOBODY)) {
            await("both samples").until(() -> fates.taught.get() == 2);
        }

        // Then
        assertThat(topics.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo("malformed");
            assertThat(letter.offset()).isEqualTo(1);
        });
        assertThat(topics.knowledge())
                .extracting(answer -> answer.getOrigin().getOffset())
                .containsExactly(0L, 2L);
    }

    @Test
    void twoTeachersShareThePartitions() throws Exception {
        // Given
        int partitions = 4;
        topics.create(partitions);
        Fates second = new Fates();
        int sent = 0;
        try (TeacherService one = start(settings("one", SHORT), fates, NOBODY)) {
            topics.sendSample(0, sent++);
            await("the first teacher").until(() -> fates.taught.get() == 1);

            // When
            try (TeacherService other = start(settings("two", SHORT), second, NOBODY)) {
                while (second.taught.get() == 0 || other.lifeCycle().state() != TeacherLifeCycle.State.TEACHING) {
                    for (int partition = 0; partition < partitions; partition++) {
                        topics.sendSample(partition, sent++);
                    }
                    topics.flush();
                    long now = sent;
                    await("all samples of this round").until(() -> fates.taught.get() + second.taught.get() >= now);
                }
            }
        }

        // Then
        assertThat(topics.knowledge())
                .extracting(Knowledge::getOrigin)
                .doesNotHaveDuplicates()
                .hasSize(sent)
                .extracting(Origin::getPartition)
                .contains(0, 1, 2, 3);
    }

    @Test
    void aTeacherWithASlowModelHandsPartitionsOverBeforeItsTransactionTimesOut() throws Exception {
        // Given
        int partitions = 2;
        topics.create(partitions);
        for (int i = 0; i < 600; i++) {
            topics.sendSample(i % partitions, i);
        }
        topics.flush();
        BatchListener slow =
                (samples, nanos) -> LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        Fates second = new Fates();

        // When
        try (TeacherService one = start(oneByOne("one"), fates, slow)) {
            await("the first teacher").until(() -> fates.taught.get() > 0);
            try (TeacherService other = start(oneByOne("two"), second, slow)) {
                await("the second teacher").until(() -> second.taught.get() > 0);
            }
        }

        // Then
        assertThat(topics.knowledge()).hasSize(topics.knowledgeWritten());
    }

    @Test
    void theLagIsTheNumberOfRecordsNotReadYet() throws Exception {
        // Given
        int records = 31 * MAX_BATCH;
        topics.create(1);
        for (int i = 0; i < records; i++) {
            topics.sendSample(0, i);
        }
        topics.flush();
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        BatchListener blocking = (samples, nanos) -> {
            answered.countDown();
            awaitQuietly(goOn);
        };

        // When
        try (TeacherService service = start(settings("one", LONG), fates, blocking)) {
            answered.await();
            long whileTheFirstBatchIsTaught = service.lag();
            goOn.countDown();

            // Then
            assertThat(whileTheFirstBatchIsTaught).isEqualTo(records - MAX_BATCH);
            await("no lag").until(() -> service.lag() == 0 && fates.taught.get() == records);
        }
    }

    @Test
    void stopsWhileItStillWaitsForItsTopics() throws Exception {
        // Given
        TeacherService service = start(settings("one", SHORT), fates, NOBODY);
        assertThat(service.lifeCycle().state()).isEqualTo(TeacherLifeCycle.State.WAITING_FOR_TOPICS);

        // When
        service.close();

        // Then
        assertThat(service.lifeCycle().state()).isEqualTo(TeacherLifeCycle.State.STOPPED);
    }

    private static long sample(Knowledge answer, int partitions) {
        return answer.getOrigin().getOffset() * partitions + answer.getOrigin().getPartition();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private TeacherSettings mapped(String instance, String field) {
        TeacherSettings usual = settings(instance, SHORT);
        TeachingSettings teaching = usual.teaching();
        MappingSettings mapping = new MappingSettings(
                "json",
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(new TensorMapping(Cnn.IMAGE, TensorType.FP32, Optional.of("1x4x4"), List.of(field))));
        return new TeacherSettings(
                usual.streams(),
                usual.model(),
                new TeachingSettings(
                        TeacherIdentity.OF_MODEL,
                        teaching.topics(),
                        teaching.maxBatch(),
                        teaching.maxDelay(),
                        teaching.maxRecordBytes(),
                        teaching.rate(),
                        teaching.keys(),
                        teaching.logits(),
                        teaching.studentInputs(),
                        teaching.eventTimeTolerance(),
                        teaching.augmentations(),
                        Optional.of(RecordMapping.of(mapping, teaching.maxRecordBytes()))));
    }

    private static TeacherService start(TeacherSettings settings, Fates fates, BatchListener batches)
            throws IOException {
        return TeacherService.start(settings, fates, batches, System::nanoTime);
    }

    private TeacherSettings oneByOne(String instance) {
        return settings(instance, StreamsSettings.Guarantee.EXACTLY_ONCE_V2, 1, SHORT, 1);
    }

    private TeacherSettings settings(String instance, Duration maxDelay) {
        return settings(instance, StreamsSettings.Guarantee.EXACTLY_ONCE_V2, 1, maxDelay);
    }

    private TeacherSettings settings(
            String instance, StreamsSettings.Guarantee guarantee, int threads, Duration maxDelay) {
        return settings(instance, guarantee, threads, maxDelay, MAX_BATCH);
    }

    private TeacherSettings settings(
            String instance, StreamsSettings.Guarantee guarantee, int threads, Duration maxDelay, int maxBatch) {
        return new TeacherSettings(
                new StreamsSettings(
                        BROKER.clientSettings(),
                        RecordLimits.DEFAULT,
                        application,
                        folder.resolve(instance),
                        threads,
                        guarantee,
                        Duration.ofMillis(50),
                        SHORT),
                new ModelSettings(model, List.of("block1"), Encoding.FP16, maxBatch),
                new TeachingSettings(
                        topics.names(), maxBatch, maxDelay, RecordLimits.DEFAULT.maxRecordBytes(), TeachingRate.ALL));
    }
}
