package io.alambic.teacher.topology;

import com.google.protobuf.Timestamp;
import io.alambic.core.tensor.TopKLogits;
import io.alambic.models.ModelIdentity;
import io.alambic.teacher.model.TeacherAnswer;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Logits;
import io.alambic.v1.Tensor;
import java.util.List;

/** Combines a sample record and its rows of an answer into knowledge. Thread safe. */
final class KnowledgeWriter {

    private static final String LOGITS = "logits";
    private static final int MILLIS = 1000;
    private static final int NANOS_PER_MILLI = 1_000_000;

    private final ModelIdentity teacher;
    private final int logitsTopK;
    private final List<String> studentInputs;

    /**
     * A writer.
     *
     * @param logitsTopK number of largest logits to keep of each sample; 0 for all
     * @param studentInputs names of the samples' tensors to keep; empty for all
     */
    KnowledgeWriter(ModelIdentity teacher, int logitsTopK, List<String> studentInputs) {
        this.teacher = teacher;
        this.logitsTopK = logitsTopK;
        this.studentInputs = List.copyOf(studentInputs);
    }

    /**
     * Returns the knowledge of one sample record.
     *
     * @param row of the answer that belongs to the record's first sample
     */
    Knowledge write(SampleRecord record, TeacherAnswer answer, int row) {
        Knowledge.Builder knowledge = Knowledge.newBuilder()
                .setTeacherName(teacher.name())
                .setTeacherVersion(teacher.version())
                .setOrigin(record.origin())
                .setEventTime(eventTime(record))
                .addAllInputs(forStudent(record.batch().getTensorsList()))
                .addAllLabels(record.batch().getLabelsList())
                .addAllSampleIds(record.batch().getSampleIdsList())
                .setLogits(logits(answer.logits().rows(LOGITS, row, record.samples())));
        answer.featureMaps().forEach((name, rows) -> knowledge.addFeatureMaps(rows.rows(name, row, record.samples())));
        return knowledge.build();
    }

    private List<Tensor> forStudent(List<Tensor> tensors) {
        return studentInputs.isEmpty()
                ? tensors
                : tensors.stream()
                        .filter(tensor -> studentInputs.contains(tensor.getName()))
                        .toList();
    }

    private Logits logits(Tensor full) {
        boolean all = logitsTopK == 0 || logitsTopK >= full.getShape(1);
        return all
                ? Logits.newBuilder().setFull(full).build()
                : Logits.newBuilder()
                        .setTopK(TopKLogits.encode(full, logitsTopK))
                        .build();
    }

    private static Timestamp eventTime(SampleRecord record) {
        if (record.batch().hasEventTime()) {
            return record.batch().getEventTime();
        }
        long millis = record.raw().timestamp();
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(millis, MILLIS))
                .setNanos((int) Math.floorMod(millis, (long) MILLIS) * NANOS_PER_MILLI)
                .build();
    }
}
