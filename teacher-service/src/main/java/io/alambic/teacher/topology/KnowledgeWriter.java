package io.alambic.teacher.topology;

import com.google.protobuf.Timestamp;
import io.alambic.core.bucket.Padding;
import io.alambic.core.eventtime.EventTimes;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.models.ModelIdentity;
import io.alambic.teacher.model.TeacherAnswer;
import io.alambic.teacher.records.SampleRows;
import io.alambic.v1.Knowledge;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.util.Arrays;
import java.util.List;

/** Combines a sample record and its rows of an answer into knowledge. Thread safe. */
final class KnowledgeWriter {

    private static final String LOGITS = "logits";
    private static final int MILLIS = 1000;
    private static final int NANOS_PER_MILLI = 1_000_000;

    /** How a label reads that is none. */
    private static final int UNLABELLED = -1;

    private final Signature model;
    private final ModelIdentity teacher;
    private final TeachingSettings settings;

    /**
     * A writer.
     *
     * @param model that answers; its open outputs are written in each record's own sizes
     */
    KnowledgeWriter(Signature model, ModelIdentity teacher, TeachingSettings settings) {
        this.model = model;
        this.teacher = teacher;
        this.settings = settings;
    }

    /**
     * Returns the knowledge of one sample record.
     *
     * @param row of the answer that belongs to the record's first sample
     * @param taught the samples of the record that become knowledge
     */
    Knowledge write(SampleRecord record, TeacherAnswer answer, int row, SampleRows taught) {
        SampleBatch batch = record.batch();
        Knowledge.Builder knowledge = Knowledge.newBuilder()
                .setTeacherName(settings.identity().name().orElse(teacher.name()))
                .setTeacherVersion(teacher.version())
                .setOrigin(record.origin())
                .setEventTime(eventTime(record))
                .addAllSampleIds(taught.of(batch.getSampleIdsList()))
                .setLogits(settings.logits()
                        .write(
                                taught.of(own(answer.logits().rows(LOGITS, row, record.samples()), record)),
                                record.origin(),
                                () -> indexes(record, taught)));
        forStudent(batch.getTensorsList()).forEach(tensor -> knowledge.addInputs(taught.of(tensor)));
        taught.of(batch.getLabelsList()).forEach(label -> knowledge.addLabels(Math.max(UNLABELLED, label)));
        if (batch.hasLabelTensor()) {
            knowledge.setLabelTensor(taught.of(batch.getLabelTensor()));
        }
        answer.featureMaps()
                .forEach((name, rows) ->
                        knowledge.addFeatureMaps(taught.of(own(rows.rows(name, row, record.samples()), record))));
        if (!taught.isAll() || record.isPart()) {
            for (int index : indexes(record, taught)) {
                knowledge.addSampleIndexes(index);
            }
        }
        return knowledge.build();
    }

    private static int[] indexes(SampleRecord record, SampleRows taught) {
        int[] all = record.indexes();
        return Arrays.stream(taught.indexes()).map(row -> all[row]).toArray();
    }

    /** Leaves out the padding of open dimensions. */
    private Tensor own(Tensor rows, SampleRecord record) {
        if (model.buckets().isEmpty()) {
            return rows;
        }
        TensorSpec output = model.output(rows.getName());
        return output.isOpen() ? Padding.cut(rows, output, record.sizes()) : rows;
    }

    private List<Tensor> forStudent(List<Tensor> tensors) {
        return settings.studentInputs().isEmpty()
                ? tensors
                : tensors.stream()
                        .filter(tensor -> settings.studentInputs().contains(tensor.getName()))
                        .toList();
    }

    /** The clock of a producer may be wrong, and a student takes the newest event time for the state of its stream. */
    private Timestamp eventTime(SampleRecord record) {
        long recordMillis = record.raw().timestamp();
        if (!record.batch().hasEventTime()) {
            return timestamp(recordMillis);
        }
        Timestamp eventTime = record.batch().getEventTime();
        return isTooLate(eventTime, recordMillis) ? timestamp(recordMillis) : eventTime;
    }

    /** Returns whether the record's own time stands for its event time, which lies too far in the future. */
    boolean replacesEventTime(SampleRecord record) {
        return record.batch().hasEventTime()
                && isTooLate(record.batch().getEventTime(), record.raw().timestamp());
    }

    private boolean isTooLate(Timestamp eventTime, long recordMillis) {
        return EventTimes.millis(eventTime) - recordMillis
                > settings.eventTimeTolerance().toMillis();
    }

    private static Timestamp timestamp(long millis) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(millis, MILLIS))
                .setNanos((int) Math.floorMod(millis, (long) MILLIS) * NANOS_PER_MILLI)
                .build();
    }
}
