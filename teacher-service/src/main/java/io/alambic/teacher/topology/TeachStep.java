package io.alambic.teacher.topology;

import io.alambic.core.tensor.EncodedTensor;
import io.alambic.kafka.DeadLetterWriter;
import io.alambic.teacher.model.Teacher;
import io.alambic.teacher.model.TeacherAnswer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Gathers sample records into batches, asks the teacher, and writes knowledge.
 *
 * <pre>
 *   record ──→ batch full, with those that wait? ──yes──→ teach all
 *                      └─no──→ wait ──(max delay has passed)──↗
 * </pre>
 */
final class TeachStep extends ContextualProcessor<byte[], SampleRecord, byte[], byte[]> {

    private final TeachingSettings settings;
    private final SampleReader reader;
    private final SampleDeadLetters deadLetters;
    private final Supplier<Teacher> teachers;
    private final TeachingListener listener;
    private Teacher teacher;
    private KnowledgeWriter writer;
    private PendingSamples pending;
    private long waitingSince;

    TeachStep(
            TeachingSettings settings,
            SampleReader reader,
            SampleDeadLetters deadLetters,
            Supplier<Teacher> teachers,
            TeachingListener listener) {
        this.settings = settings;
        this.reader = reader;
        this.deadLetters = deadLetters;
        this.teachers = teachers;
        this.listener = listener;
    }

    /** Passes run below normal priority, so that serving on the same machine comes first if the JVM heeds priorities. */
    @Override
    @SuppressWarnings("ThreadPriorityCheck") // a wish: results are the same where it is not heeded
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
        teacher = teachers.get();
        writer = new KnowledgeWriter(reader.model(), teacher.identity(), settings, listener);
        pending = new PendingSamples(context.getStateStore(PendingSamples.STORE), reader);
        listener.pendingChanged(pending.samples());
        waitingSince = context.currentSystemTimeMs();
        context.schedule(settings.punctuation(), PunctuationType.WALL_CLOCK_TIME, this::teachWhatWaitedLongEnough);
    }

    @Override
    public void process(Record<byte[], SampleRecord> record) {
        SampleRecord samples = record.value();
        if (!pending.accepts(samples)) {
            teach(takePending());
        }
        if (pending.samples() + samples.samples() >= settings.maxBatch()
                || pending.bytes() + samples.bytes() >= settings.maxBatchBytes()) {
            List<SampleRecord> batch = takePending();
            batch.add(samples);
            teach(batch);
            return;
        }
        if (pending.isEmpty()) {
            waitingSince = context().currentSystemTimeMs();
        }
        pending.add(samples);
        listener.pendingChanged(samples.samples());
    }

    private void teachWhatWaitedLongEnough(long now) {
        long untilNextLook = settings.punctuation().toMillis();
        if (!pending.isEmpty()
                && now + untilNextLook - waitingSince >= settings.maxDelay().toMillis()) {
            teach(takePending());
        }
    }

    private List<SampleRecord> takePending() {
        listener.pendingChanged(-pending.samples());
        return pending.takeAll();
    }

    private void teach(List<SampleRecord> batch) {
        List<List<EncodedTensor>> inputs = new ArrayList<>(batch.size());
        batch.forEach(record -> inputs.add(record.inputs()));
        TeacherAnswer answer = teacher.answer(inputs);
        int row = 0;
        for (SampleRecord record : batch) {
            try {
                publish(record, answer, row);
            } catch (RefusedSamplesException e) {
                listener.deadLettered(e.refusal(), e.samples());
                context().forward(deadLetters.letter(record.raw(), record.origin(), e), TeacherTopology.DEAD_LETTERS);
            }
            row += record.samples();
        }
    }

    private void publish(SampleRecord record, TeacherAnswer answer, int row) throws RefusedSamplesException {
        SortedMap<Integer, SampleFault> faults = SampleFaults.of(record, answer, row);
        if (faults.size() == record.samples()) {
            throw faults.get(0).refusing(record.samples());
        }
        BitSet taught = new BitSet();
        taught.set(0, record.samples());
        faults.keySet().forEach(taught::clear);
        byte[] knowledge = knowledge(record, answer, row, new SampleRows(taught, record.samples()));
        context().forward(record.raw().withValue(knowledge), TeacherTopology.KNOWLEDGE);
        listener.taught(taught.cardinality(), knowledge.length);
        faults.forEach((sample, fault) -> {
            listener.sampleDeadLettered(fault.refusal());
            context().forward(deadLetters.letter(record, sample, fault), TeacherTopology.DEAD_LETTERS);
        });
    }

    private byte[] knowledge(SampleRecord record, TeacherAnswer answer, int row, SampleRows taught)
            throws RefusedSamplesException {
        byte[] value = writer.write(record, answer, row, taught).toByteArray();
        long bytes = DeadLetterWriter.recordBytes(
                record.raw().key(), value, record.raw().headers());
        if (bytes > settings.maxRecordBytes()) {
            throw new RefusedSamplesException(
                    SampleRefusal.TOO_LARGE,
                    record.samples(),
                    "the knowledge of these %d samples takes %d bytes, but a record may take %d: send fewer at once"
                            .formatted(record.samples(), bytes, settings.maxRecordBytes()),
                    null);
        }
        return value;
    }

    @Override
    public void close() {
        listener.pendingChanged(-pending.samples());
        teacher.close();
    }
}
