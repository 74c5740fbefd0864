package io.alambic.teacher.merge;

import io.alambic.kafka.DeadLetterWriter;
import io.alambic.teacher.merge.WaitingAnswers.Waiting;
import io.alambic.teacher.records.PlacedValue;
import io.alambic.teacher.records.StoredRecord;
import io.alambic.v1.Origin;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Gathers the answers to the samples of a record, and merges them.
 *
 * <pre>
 *   answer ──→ merged already? ──yes──→ late
 *                  └─no──→ all teachers have answered? ──yes──→ merge
 *                                   └─no──→ wait ──(grace has passed)──↗
 * </pre>
 */
final class MergeStep extends ContextualProcessor<byte[], byte[], byte[], Object> {

    private static final String SERVICE = "merge";

    private final MergeSettings settings;
    private final AnswerReader reader;
    private final DeadLetterWriter letters;
    private final MergeListener listener;
    private WaitingAnswers waiting;
    private ClosedSamples closed;
    private TeacherStandings standings;
    private AnswerMerger merger;

    MergeStep(MergeSettings settings, MergeListener listener) {
        this.settings = settings;
        this.reader = new AnswerReader(settings);
        this.letters = new DeadLetterWriter(SERVICE, settings.maxRecordBytes());
        this.listener = listener;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        super.init(context);
        waiting = new WaitingAnswers(context.getStateStore(WaitingAnswers.STORE));
        closed = new ClosedSamples(context.getStateStore(ClosedSamples.STORE));
        standings = new TeacherStandings(context.getStateStore(TeacherStandings.STORE), settings);
        merger = new AnswerMerger(settings, standings);
        tellStandings();
        context.schedule(settings.punctuation(), PunctuationType.WALL_CLOCK_TIME, this::look);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        takeRestored();
        RecordMetadata place = context().recordMetadata().orElseThrow();
        Origin origin = Origin.newBuilder()
                .setTopic(place.topic())
                .setPartition(place.partition())
                .setOffset(place.offset())
                .build();
        take(new StoredRecord(record, origin));
    }

    /** What waited before this start is read under the settings of now. Nothing may be forwarded before a task runs. */
    private void takeRestored() {
        waiting.takeRestored().forEach(this::take);
    }

    private void look(long now) {
        takeRestored();
        Optional<Waiting> oldest = waiting.oldestSince(now - settings.grace().toMillis());
        while (oldest.isPresent()) {
            merge(oldest.get());
            oldest = waiting.oldestSince(now - settings.grace().toMillis());
        }
        tellStandings();
    }

    private void take(StoredRecord record) {
        Answer answer;
        try {
            answer = reader.read(record);
            requireFit(answer);
        } catch (RefusedAnswerException e) {
            deadLetter(record, e);
            return;
        }
        SampleGroup group = answer.group();
        standings.answers(answer.teacher(), answer.knowledge().getTeacherVersion());
        Answer open = closed.isClosed(group) ? answer.without(answer.open()) : answer.without(closed.closed(group));
        count(AnswerFate.LATE, answer, open);
        Answer fresh = open.without(waiting.of(group)
                .map(before -> before.answeredBy(answer.teacher()))
                .orElseGet(BitSet::new));
        count(AnswerFate.DUPLICATE, open, fresh);
        if (!fresh.open().isEmpty()) {
            gather(fresh);
        }
    }

    private void count(AnswerFate fate, Answer before, Answer after) {
        int samples = before.open().cardinality() - after.open().cardinality();
        if (samples > 0) {
            listener.answered(after.teacherName(), fate, samples);
        }
    }

    private void requireFit(Answer answer) throws RefusedAnswerException {
        Optional<Answer> other =
                waiting.of(answer.group()).map(before -> before.answers().get(0));
        if (other.isEmpty()) {
            return;
        }
        List<Long> expected = shape(other.get());
        if (!shape(answer).equals(expected)) {
            throw new RefusedAnswerException(
                    AnswerRefusal.MISMATCH,
                    "teacher '%s' answers %s: expected %s, as teacher '%s' answers the same samples"
                            .formatted(
                                    answer.teacherName(),
                                    shape(answer),
                                    expected,
                                    other.get().teacherName()),
                    null);
        }
    }

    /** Returns the shape of a sample's answer; where classes differ, with those of all teachers. */
    private List<Long> shape(Answer answer) {
        List<Long> shape = new ArrayList<>(answer.logits().sampleShape());
        if (settings.classes() > 0) {
            shape.set(shape.size() - 1, (long) settings.classes());
        }
        return shape;
    }

    private void gather(Answer answer) {
        Waiting answers = waiting.add(answer, context().currentSystemTimeMs());
        listener.waitingChanged(1, answer.bytes());
        if (isComplete(answers.teachers())) {
            merge(answers);
        }
        while (waiting.bytes() > settings.maxWaitingBytes()) {
            merge(waiting.oldest().orElseThrow());
        }
    }

    private boolean isComplete(long teachers) {
        return !settings.rule().waitsForAll() || teachers == settings.teachers().size();
    }

    private void merge(Waiting answers) {
        waiting.remove(answers);
        boolean whole = false;
        BitSet all = new BitSet();
        for (Answer answer : answers.answers()) {
            listener.waitingChanged(-1, -answer.bytes());
            whole |= answer.isWhole();
            all.or(answer.open());
        }
        if (whole) {
            closed.close(answers.group());
        } else {
            closed.close(answers.group(), all);
        }
        for (MergedKnowledge merged : merger.merge(answers.answers())) {
            write(merged);
        }
    }

    private void write(MergedKnowledge merged) {
        Answer first = merged.answers().get(0);
        Record<byte[], byte[]> raw = first.stored().raw();
        byte[] value = merged.knowledge().toByteArray();
        long bytes = DeadLetterWriter.recordBytes(raw.key(), value, raw.headers());
        if (bytes > settings.maxRecordBytes()) {
            RefusedAnswerException refused = new RefusedAnswerException(
                    AnswerRefusal.TOO_LARGE,
                    "the merged knowledge of %d samples and %d teachers takes %d bytes, but a record may take %d: send fewer samples at once"
                            .formatted(
                                    merged.samples().cardinality(),
                                    merged.answers().size(),
                                    bytes,
                                    settings.maxRecordBytes()),
                    null);
            merged.answers().forEach(answer -> deadLetter(answer, merged.samples(), refused));
            return;
        }
        context().forward(raw.withValue(new PlacedValue(value, first.group().partition())), MergeTopology.KNOWLEDGE);
        int samples = merged.samples().cardinality();
        merged.answers().forEach(answer -> listener.answered(answer.teacherName(), AnswerFate.MERGED, samples));
        listener.merged(
                samples, isComplete(merged.answers().size()), settings.rule().isPrivate() ? 0 : value.length);
    }

    private void deadLetter(Answer answer, BitSet samples, RefusedAnswerException refused) {
        listener.answered(answer.teacherName(), AnswerFate.DEAD_LETTERED, samples.cardinality());
        deadLetter(answer.stored(), refused);
    }

    private void deadLetter(StoredRecord stored, RefusedAnswerException refused) {
        Record<byte[], byte[]> record = stored.raw();
        Origin origin = stored.origin();
        DeadLetterWriter.Letter letter = letters.write(
                        new TopicPartition(origin.getTopic(), origin.getPartition()),
                        origin.getOffset(),
                        record.key(),
                        record.value(),
                        record.headers(),
                        refused.refusal().label(),
                        refused)
                .ofTimestamp(record.timestamp());
        listener.deadLettered(refused.refusal());
        context()
                .forward(
                        new Record<>(letter.key(), letter.value(), record.timestamp(), letter.headers()),
                        MergeTopology.DEAD_LETTERS);
    }

    private void tellStandings() {
        int partition = context().taskId().partition();
        for (int t = 0; t < settings.teachers().size(); t++) {
            listener.standing(
                    settings.teachers().get(t).name(),
                    partition,
                    standings.weight(t),
                    standings.agreement(t),
                    standings.accuracy(t));
        }
    }

    @Override
    public void close() {
        if (waiting != null) { // what was restored could be read
            listener.waitingChanged(-waiting.answers(), -waiting.bytes());
        }
    }
}
