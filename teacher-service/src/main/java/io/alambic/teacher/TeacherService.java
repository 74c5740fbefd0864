package io.alambic.teacher;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.kafka.StartsInVain;
import io.alambic.kafka.TopicNames;
import io.alambic.mapping.MappedText;
import io.alambic.mapping.MappingFit;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.RegistryUnavailableException;
import io.alambic.models.Spending;
import io.alambic.models.VaryingOutputs;
import io.alambic.teacher.StreamsSettings.Guarantee;
import io.alambic.teacher.mapping.MappingAhead;
import io.alambic.teacher.mapping.RecordMapper;
import io.alambic.teacher.model.InstrumentedTeacher;
import io.alambic.teacher.model.TeacherModel;
import io.alambic.teacher.topology.Augmentations;
import io.alambic.teacher.topology.LogitsForm;
import io.alambic.teacher.topology.SampleRefusal;
import io.alambic.teacher.topology.TeacherTopology;
import io.alambic.teacher.topology.TeachingListener;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole teacher: the model, and the Kafka Streams client around it. Owns both. Thread safe. */
public final class TeacherService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TeacherService.class);

    /** Less than the 30 s that Kubernetes gives a container. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(25);

    private static final Duration BETWEEN_TRIALS = Duration.ofSeconds(1);
    private static final Duration REPLACE_TIMEOUT = Duration.ofSeconds(5);

    private final TeacherSettings settings;
    private final TeacherModel model;
    private final TeachingListener teaching;
    private final InstrumentedTeacher.BatchListener batches;
    private final LongSupplier nanoClock;
    private final TeacherLifeCycle life = new TeacherLifeCycle();
    private final Thread watch = new Thread(new SupervisedTask(this::startAndWatch, this::failed), "teacher-topics");
    private final Optional<MappingAhead> mappingAhead;
    private volatile KafkaStreams streams;

    private TeacherService(
            TeacherSettings settings,
            TeacherModel model,
            TeachingListener teaching,
            InstrumentedTeacher.BatchListener batches,
            LongSupplier nanoClock) {
        this.settings = settings;
        this.model = model;
        this.teaching = teaching;
        this.batches = batches;
        this.nanoClock = nanoClock;
        this.mappingAhead = settings.teaching()
                .mapping()
                .filter(RecordMapping::isCostly)
                .map(mapping -> new MappingAhead(
                        mapping,
                        Math.min(
                                StreamsSettings.RECORDS_PER_POLL,
                                Runtime.getRuntime().availableProcessors())));
        this.streams = streams(Map.of());
    }

    private Optional<RecordMapper> mapper() {
        return mappingAhead
                .<RecordMapper>map(ahead -> ahead)
                .or(() -> settings.teaching().mapping().map(mapping -> mapping::map));
    }

    private KafkaStreams streams(Map<TopicPartition, NavigableSet<Long>> skipped) {
        KafkaStreams created = new KafkaStreams(
                TeacherTopology.build(
                        settings.teaching(),
                        model.signature(),
                        () -> new InstrumentedTeacher(
                                model.newTeacher(), model.signature().buckets(), batches, nanoClock),
                        mapper(),
                        teaching),
                settings.streams().properties(),
                new StreamsClients(skipped, mappingAhead));
        created.setUncaughtExceptionHandler(new FailurePolicy(life));
        created.setStateListener((now, before) -> {
            if (streams == created) {
                changed(now);
            }
        });
        return created;
    }

    /**
     * Loads the model, and begins to teach when Kafka answers and has the topics.
     *
     * @param nanoClock monotonic time in nanoseconds
     * @throws IOException if there is no whole model in its folder
     * @throws IllegalArgumentException if the model does not have what the settings name
     */
    public static TeacherService start(
            TeacherSettings settings,
            TeachingListener teaching,
            InstrumentedTeacher.BatchListener batches,
            LongSupplier nanoClock)
            throws IOException {
        TeacherModel model = load(settings);
        TeacherService service;
        try {
            service = new TeacherService(settings, model, teaching, batches, nanoClock);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
        LOG.info(
                "teacher={} version={} outputs={} Loaded",
                model.identity().name(),
                model.identity().version(),
                model.outputs().stream().map(TensorSpec::name).toList());
        if (model.isOfProbabilities()) {
            LOG.info(
                    "teacher={} The model answers probabilities; the logits that they come from are taught",
                    model.identity().name());
        }
        List<String> varying = model.varyingOutputs();
        if (!varying.isEmpty()) {
            LOG.warn("teacher={} {}", model.identity().name(), VaryingOutputs.advice(varying));
        }
        service.watch.start();
        return service;
    }

    /**
     * Loads the model as a start does, and returns what it is in one line. Nothing is taught.
     *
     * @throws IOException if there is no whole model in its folder
     * @throws IllegalArgumentException if the model does not have what the settings name
     */
    public static String inspect(TeacherSettings settings) throws IOException {
        try (TeacherModel model = load(settings)) {
            return "%s %s reads %s, answers %s"
                    .formatted(
                            model.identity().name(),
                            model.identity().version(),
                            MappedText.of(model.signature().named()),
                            MappedText.of(model.outputs()));
        }
    }

    private static TeacherModel load(TeacherSettings settings) throws IOException {
        TeacherModel model = TeacherModel.load(settings.model());
        try {
            requireRows(settings.teaching().logits(), model);
            requireFit(settings.teaching().augmentations(), model);
            settings.teaching()
                    .mapping()
                    .ifPresent(mapping -> MappingFit.require(
                            mapping, "teacher", model.signature().named()));
            return model;
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** Some of the logits are those of the last axis; whether it has the classes, [C, T] or [T, C], only the student's task says. */
    private static void requireRows(LogitsForm logits, TeacherModel model) {
        Shape answer = model.signature().output(Signature.LOGITS).sampleShape();
        if (!logits.takes(answer.dimension())) {
            throw new IllegalArgumentException(
                    ("alambic.teacher.logits-top-k and alambic.teacher.logits-samples take logits [C] or [T, C], but these have"
                                    + " shape %s: expected 0 for both")
                            .formatted(answer));
        }
    }

    private static void requireFit(Augmentations augmentations, TeacherModel model) {
        try {
            augmentations
                    .chains()
                    .forEach(chain -> chain.requireFit(model.signature().named()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("alambic.teacher.augmentations: " + e.getMessage(), e);
        }
    }

    private void startAndWatch() throws InterruptedException {
        TopicNames topics = settings.teaching().topics();
        StreamsSettings kafka = settings.streams();
        Set<String> needed = Set.of(topics.samples(), topics.knowledge(), topics.control(), topics.deadLetters());
        Admin admin = Admin.create(kafka.connection());
        try {
            new TopicsCheck(admin, needed, new TransactionSupport(admin, kafka.guarantee()), life::waitFor).await();
            SamplesTopic samples = new SamplesTopic(
                    admin,
                    kafka.applicationId(),
                    topics,
                    new ChangelogPartitions(admin, TeacherTopology.changelog(kafka.applicationId())));
            samples.settle();
            requireMappingFits(kafka, topics.samples());
            skip(startsInVain(admin).note());
            life.topicsFound();
            streams.start();
            String lost = samples.awaitLost();
            LOG.error("Teaching ends, and a new start is needed: {}", lost);
            life.fail(lost);
            closeStreams(Duration.ZERO);
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    /** A mistake in the settings burns no offsets. */
    private void requireMappingFits(StreamsSettings kafka, String samples) throws InterruptedException {
        if (settings.teaching().mapping().isPresent()) {
            RecordMapping mapping = settings.teaching().mapping().get();
            Optional<String> mistake = mistake(mapping, kafka, samples);
            if (mistake.isPresent()) {
                throw new IllegalStateException(mistake.get());
            }
        }
    }

    private Optional<String> mistake(RecordMapping mapping, StreamsSettings kafka, String samples)
            throws InterruptedException {
        while (true) {
            try {
                return new MappingTrial(mapping, kafka.connection(), samples, nanoClock).mistake();
            } catch (RegistryUnavailableException e) {
                life.waitFor("waiting for the schema registry: " + e.getMessage());
                LOG.warn("The teacher waits for the schema registry: {}", e.getMessage());
            }
            Thread.sleep(BETWEEN_TRIALS.toMillis());
        }
    }

    private StartsInVain startsInVain(Admin admin) {
        TopicNames topics = settings.teaching().topics();
        StreamsSettings kafka = settings.streams();
        return new StartsInVain(
                admin,
                new StartsInVain.Reader(
                        "teacher",
                        topics.samples(),
                        topics.deadLetters(),
                        kafka.applicationId(),
                        kafka.connection(),
                        kafka.guarantee() == Guarantee.EXACTLY_ONCE_V2 ? "read_committed" : "read_uncommitted",
                        settings.teaching().maxRecordBytes()),
                SampleRefusal.KILLS_THE_PROCESS.label(),
                () -> teaching.deadLettered(SampleRefusal.KILLS_THE_PROCESS, 0));
    }

    /** Replaces the client, which has not started, by one that skips offsets. */
    private void skip(Map<TopicPartition, NavigableSet<Long>> unreadable) {
        if (!unreadable.isEmpty()) {
            LOG.warn("offsets={} Sample records are skipped, because they cannot be read", unreadable);
            streams.close(REPLACE_TIMEOUT);
            streams = streams(unreadable);
        }
    }

    /** Ends teaching when its topics are not looked after any more. */
    private void failed(String reason) {
        LOG.error("The teacher cannot start, or look after its topics: {}", reason);
        life.fail(reason);
        closeStreams(Duration.ZERO);
    }

    private boolean closeStreams(Duration patience) {
        return streams.close(new KafkaStreams.CloseOptions().timeout(patience).leaveGroup(true));
    }

    private void changed(KafkaStreams.State state) {
        switch (state) {
            case RUNNING -> life.joined();
            case ERROR, PENDING_ERROR -> life.fail("Kafka Streams stopped; its log says why");
            case CREATED, REBALANCING, PENDING_SHUTDOWN, NOT_RUNNING -> {}
        }
    }

    /** Returns the life cycle. */
    public TeacherLifeCycle lifeCycle() {
        return life;
    }

    /** Returns what the model has cost since this process started. */
    public Spending spending() {
        return model.spending();
    }

    /** Returns how many sample records this instance has not read yet, as far as known. */
    public long lag() {
        double lag = 0;
        for (Metric metric : streams.metrics().values()) {
            boolean isLag = metric.metricName().name().equals("records-lag")
                    && settings.teaching()
                            .topics()
                            .samples()
                            .equals(metric.metricName().tags().get("topic"));
            if (isLag && metric.metricValue() instanceof Double records && !records.isNaN()) {
                lag += records;
            }
        }
        return (long) lag;
    }

    /** Commits finished work, leaves the consumer group, and frees the model; all of it within one limit of time. */
    @Override
    public void close() {
        long end = nanoClock.getAsLong() + CLOSE_TIMEOUT.toNanos();
        watch.interrupt();
        try {
            TimeUnit.NANOSECONDS.timedJoin(watch, CLOSE_TIMEOUT.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Duration left = Duration.ofNanos(Math.max(0, end - nanoClock.getAsLong()));
        if (!closeStreams(left)) {
            LOG.error("The teacher did not stop in time; what was not committed is read again at the next start");
            return;
        }
        mappingAhead.ifPresent(MappingAhead::close);
        model.close();
        life.stop();
        LOG.info("Stopped");
    }
}
