package io.alambic.teacher.topology;

import io.alambic.core.model.Signature;
import io.alambic.teacher.control.ControlStore;
import io.alambic.teacher.mapping.RecordMapper;
import io.alambic.teacher.model.Teacher;
import io.alambic.teacher.records.PlacedValue;
import io.alambic.teacher.records.ValidTimestamps;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * The teacher's topology.
 *
 * <pre>
 *   samples ─▶ decode ─▶ teaching-rate-gate ─▶ teach ─▶ knowledge
 *                 │        (control table)       │ (pending store)
 *                 └────────▶ dead-letters ◀──────┘
 * </pre>
 *
 * <p>Under exactly-once processing, offsets, pending store, knowledge and dead letters commit in one transaction. Whenever the
 * process ends, each record has met exactly one fate or is read again.
 */
public final class TeacherTopology {

    static final String SAMPLES = "samples";
    static final String DECODE = "decode";
    static final String GATE = "teaching-rate-gate";
    static final String TEACH = "teach";
    static final String KNOWLEDGE = "knowledge";
    static final String DEAD_LETTERS = "dead-letters";

    private TeacherTopology() {}

    /** Returns the name of the topic that Kafka Streams keeps the pending store in. */
    public static String changelog(String applicationId) {
        return "%s-%s-changelog".formatted(applicationId, PendingSamples.STORE);
    }

    /**
     * Builds the topology; this starts nothing.
     *
     * @param model what the teacher reads
     * @param teachers creates a teacher for each task, which the task closes
     * @param listener notified of every record's fate, by several threads
     */
    public static Topology build(
            TeachingSettings settings, Signature model, Supplier<Teacher> teachers, TeachingListener listener) {
        return build(settings, model, teachers, settings.mapping().map(mapping -> mapping::map), listener);
    }

    /**
     * Builds the topology around something that maps the records as the settings' mapping does.
     *
     * @param mapper of the records; if absent, a record is a batch of samples
     */
    public static Topology build(
            TeachingSettings settings,
            Signature model,
            Supplier<Teacher> teachers,
            Optional<RecordMapper> mapper,
            TeachingListener listener) {
        SampleReader reader = new SampleReader(model, settings.studentInputs(), settings.maxRecordBytes(), mapper);
        SampleDeadLetters deadLetters = new SampleDeadLetters(
                settings.maxRecordBytes(),
                settings.mapping().isPresent(),
                settings.identity().name());
        ByteArraySerializer bytes = new ByteArraySerializer();
        Topology topology = new Topology();
        ControlStore.addTo(topology, settings.topics().control());
        topology.addSource(
                        AutoOffsetReset.earliest(),
                        SAMPLES,
                        new ValidTimestamps(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        settings.topics().samples())
                .addProcessor(DECODE, () -> new DecodeStep(reader, deadLetters, listener), SAMPLES)
                .addProcessor(GATE, () -> new GateStep(settings.rate(), settings.keys(), listener), DECODE)
                .addProcessor(TEACH, () -> new TeachStep(settings, reader, deadLetters, teachers, listener), GATE)
                .addStateStore(PendingSamples.storeBuilder(), TEACH)
                .addSink(
                        KNOWLEDGE,
                        settings.topics().knowledge(),
                        bytes,
                        PlacedValue.serializer(),
                        PlacedValue.partitioner(),
                        TEACH)
                .addSink(DEAD_LETTERS, settings.topics().deadLetters(), bytes, bytes, DECODE, TEACH);
        return topology;
    }
}
