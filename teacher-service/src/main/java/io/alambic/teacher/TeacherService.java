package io.alambic.teacher;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.kafka.TopicNames;
import io.alambic.mapping.MappedText;
import io.alambic.mapping.MappingFit;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.RegistryUnavailableException;
import io.alambic.models.Spending;
import io.alambic.models.VaryingOutputs;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole teacher: the model, and the Kafka Streams client around it. Owns both. Thread safe. */
public final class TeacherService implements AnsweringService {

    private static final Logger LOG = LoggerFactory.getLogger(TeacherService.class);

    private static final Duration BETWEEN_TRIALS = Duration.ofSeconds(1);

    private final TeacherSettings settings;
    private final TeacherModel model;
    private final TeachingListener teaching;
    private final InstrumentedTeacher.BatchListener batches;
    private final LongSupplier nanoClock;
    private final TeacherLifeCycle life = new TeacherLifeCycle();
    private final Optional<MappingAhead> mappingAhead;
    private final SupervisedStreams streams;

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
        this.streams = new SupervisedStreams(
                settings.streams(),
                source(),
                life,
                this::topology,
                mappingAhead,
                this::requireMappingFits,
                () -> teaching.deadLettered(SampleRefusal.KILLS_THE_PROCESS, 0),
                nanoClock);
    }

    private Optional<RecordMapper> mapper() {
        return mappingAhead
                .<RecordMapper>map(ahead -> ahead)
                .or(() -> settings.teaching().mapping().map(mapping -> mapping::map));
    }

    private Topology topology() {
        return TeacherTopology.build(
                settings.teaching(),
                model.signature(),
                () -> new InstrumentedTeacher(
                        model.newTeacher(), model.signature().buckets(), batches, nanoClock),
                mapper(),
                teaching);
    }

    private SupervisedStreams.Source source() {
        TopicNames topics = settings.teaching().topics();
        return new SupervisedStreams.Source(
                "teacher",
                topics.samples(),
                Set.of(topics.knowledge(), topics.deadLetters()),
                topics.control(),
                List.of(TeacherTopology.changelog(settings.streams().applicationId())),
                topics.deadLetters(),
                settings.teaching().maxRecordBytes());
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
        service.streams.start();
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

    /** A mistake in the settings burns no offsets. */
    private void requireMappingFits() throws InterruptedException {
        if (settings.teaching().mapping().isPresent()) {
            RecordMapping mapping = settings.teaching().mapping().get();
            Optional<String> mistake = mistake(
                    mapping, settings.streams(), settings.teaching().topics().samples());
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

    @Override
    public Optional<String> notice() {
        return Optional.empty();
    }

    @Override
    public TeacherLifeCycle lifeCycle() {
        return life;
    }

    /** Returns what the model has cost since this process started. */
    public Spending spending() {
        return model.spending();
    }

    @Override
    public long lag() {
        return streams.lag();
    }

    @Override
    public void close() {
        if (streams.close()) {
            mappingAhead.ifPresent(MappingAhead::close);
            model.close();
            life.stop();
            LOG.info("Stopped");
        }
    }
}
