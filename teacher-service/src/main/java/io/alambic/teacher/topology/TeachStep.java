package io.alambic.teacher.topology;

import io.alambic.core.tensor.EncodedTensor;
import io.alambic.kafka.DeadLetterWriter;
import io.alambic.teacher.model.Teacher;
import io.alambic.teacher.model.TeacherAnswer;
import io.alambic.teacher.records.PlacedValue;
import io.alambic.teacher.records.SampleRows;
import io.alambic.v1.Origin;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Gathers sample records into batches, asks the teacher, and writes knowledge; then asks it about each augmentation of the batch.
 *
 * <pre>
 *   record ──→ batch full, with those that wait? ──yes──→ teach all
 *                      └─no──→ wait ──(max delay has passed)──↗
 * </pre>
 */
final class TeachStep extends ContextualProcessor<byte[], SampleRecord, byte[], Object> {

    private final TeachingSettings settings;
    private final SampleReader reader;
    private final SampleDeadLetters deadLetters;
    private final Supplier<Teacher> teachers;
    private final TeachingListener listener;
    private final Augmenter augmenter;
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
        this.augmenter = new Augmenter(settings.augmentations(), reader);
    }

    /** Passes run below normal priority, so that serving on the same machine comes first if the JVM heeds priorities. */
    @Override
    @SuppressWarnings("ThreadPriorityCheck") // a wish: results are the same where it is not heeded
    public void init(ProcessorContext<byte[], Object> context) {
        super.init(context);
        Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
        teacher = teachers.get();
        writer = new KnowledgeWriter(reader.model(), teacher.identity(), settings);
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
        boolean waitedLongEnough = !pending.isEmpty()
                && now + untilNextLook - waitingSince >= settings.maxDelay().toMillis();
        if (waitedLongEnough || pending.hasUnteachable()) {
            teach(takePending());
        }
    }

    private List<SampleRecord> takePending() {
        pending.takeUnteachable().forEach(record -> record.refused()
                .ifPresentOrElse(
                        refused -> deadLetter(record.record(), record.origin(), refused),
                        () -> listener.filtered(record.filtered())));
        listener.pendingChanged(-pending.samples());
        return pending.takeAll();
    }

    private void teach(List<SampleRecord> batch) {
        if (batch.isEmpty()) {
            return;
        }
        TeacherAnswer answer = answer(batch);
        List<BitSet> taught = new ArrayList<>(batch.size());
        int row = 0;
        for (SampleRecord record : batch) {
            try {
                taught.add(publish(record, answer, row));
            } catch (RefusedSamplesException e) {
                taught.add(new BitSet());
                deadLetter(record.raw(), record.origin(), e);
            }
            row += record.samples();
        }
        for (int number = 0; number < settings.augmentations().chains().size(); number++) {
            teachAugmented(batch, taught, number);
        }
    }

    private void deadLetter(Record<byte[], byte[]> raw, Origin origin, RefusedSamplesException refused) {
        listener.deadLettered(refused.refusal(), refused.samples());
        context().forward(deadLetters.letter(raw, origin, refused), TeacherTopology.DEAD_LETTERS);
    }

    private TeacherAnswer answer(List<SampleRecord> batch) {
        List<List<EncodedTensor>> inputs = new ArrayList<>(batch.size());
        batch.forEach(record -> inputs.add(record.inputs()));
        return teacher.answer(inputs);
    }

    /** Returns the samples that are taught. */
    private BitSet publish(SampleRecord record, TeacherAnswer answer, int row) throws RefusedSamplesException {
        SortedMap<Integer, SampleFault> faults = SampleFaults.of(record, answer, row, settings.identity());
        if (faults.size() == record.samples()) {
            throw faults.get(0).refusing(record.samples());
        }
        BitSet taught = new BitSet();
        taught.set(0, record.samples());
        faults.keySet().forEach(taught::clear);
        if (writer.replacesEventTime(record)) {
            listener.eventTimeReplaced();
        }
        byte[] knowledge = writer.write(record, answer, row, new SampleRows(taught, record.samples()))
                .toByteArray();
        requireSize(record, knowledge);
        write(record, knowledge);
        listener.taught(taught.cardinality(), knowledge.length);
        faults.forEach((sample, fault) -> {
            listener.sampleDeadLettered(fault.refusal());
            context().forward(deadLetters.letter(record, sample, fault), TeacherTopology.DEAD_LETTERS);
        });
        return taught;
    }

    /** Teaches augmented samples of those that are taught. What cannot be taught of them is left out: its originals are. */
    private void teachAugmented(List<SampleRecord> originals, List<BitSet> taught, int number) {
        List<SampleRecord> batch = new ArrayList<>();
        List<BitSet> wanted = new ArrayList<>();
        for (int i = 0; i < originals.size(); i++) {
            Optional<SampleRecord> changed =
                    taught.get(i).isEmpty() ? Optional.empty() : augmenter.of(originals.get(i), number);
            if (changed.isPresent()) {
                batch.add(changed.get());
                wanted.add(taught.get(i));
            } else {
                listener.augmentedLeftOut(taught.get(i).cardinality());
            }
        }
        if (batch.isEmpty()) {
            return;
        }
        TeacherAnswer answer = answer(batch);
        int row = 0;
        for (int i = 0; i < batch.size(); i++) {
            publishAugmented(batch.get(i), wanted.get(i), answer, row, number);
            row += batch.get(i).samples();
        }
    }

    private void publishAugmented(SampleRecord record, BitSet wanted, TeacherAnswer answer, int row, int number) {
        BitSet taught = (BitSet) wanted.clone();
        SampleFaults.of(record, answer, row, settings.identity()).keySet().forEach(taught::clear);
        if (!taught.isEmpty()) {
            byte[] knowledge = writer.write(record, answer, row, new SampleRows(taught, record.samples())).toBuilder()
                    .setAugmentation(augmenter.applied(number))
                    .build()
                    .toByteArray();
            try {
                requireSize(record, knowledge);
                write(record, knowledge);
                listener.augmented(taught.cardinality(), knowledge.length);
            } catch (RefusedSamplesException e) {
                taught.clear();
            }
        }
        listener.augmentedLeftOut(wanted.cardinality() - taught.cardinality());
    }

    private void write(SampleRecord record, byte[] knowledge) {
        PlacedValue placed = new PlacedValue(knowledge, record.origin().getPartition());
        context().forward(record.raw().withValue(placed), TeacherTopology.KNOWLEDGE);
    }

    private void requireSize(SampleRecord record, byte[] knowledge) throws RefusedSamplesException {
        long bytes = DeadLetterWriter.recordBytes(
                record.raw().key(), knowledge, record.raw().headers());
        if (bytes > settings.maxRecordBytes()) {
            throw new RefusedSamplesException(
                    SampleRefusal.TOO_LARGE,
                    record.samples(),
                    "the knowledge of these %d samples takes %d bytes, but a record may take %d: send fewer at once"
                            .formatted(record.samples(), bytes, settings.maxRecordBytes()),
                    null);
        }
    }

    @Override
    public void close() {
        if (pending != null) { // what was restored could be read
            listener.pendingChanged(-pending.samples());
        }
        teacher.close();
    }
}
