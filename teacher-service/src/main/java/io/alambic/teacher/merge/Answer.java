package io.alambic.teacher.merge;

import io.alambic.core.merge.AnswerLogits;
import io.alambic.teacher.records.StoredRecord;
import io.alambic.v1.Knowledge;
import java.util.BitSet;

/**
 * One teacher's answer to samples of one record.
 *
 * @param teacher its place in the settings
 * @param stored as it came
 * @param knowledge shares memory with the record
 * @param logits one row for each sample that it answers
 * @param answered index of each of these in the sample record, in the order of the rows
 * @param open those that are still to be merged
 */
record Answer(
        int teacher, StoredRecord stored, Knowledge knowledge, AnswerLogits logits, BitSet answered, BitSet open) {

    String teacherName() {
        return knowledge.getTeacherName();
    }

    SampleGroup group() {
        return SampleGroup.of(knowledge);
    }

    /** Returns whether it is the answer to all samples of the record. */
    boolean isWhole() {
        return knowledge.getSampleIndexesCount() == 0;
    }

    long bytes() {
        return stored.raw().value().length;
    }

    /** Returns the same answer without some samples. */
    Answer without(BitSet closed) {
        BitSet left = (BitSet) open.clone();
        left.andNot(closed);
        return new Answer(teacher, stored, knowledge, logits, answered, left);
    }

    /** Returns the rows of samples that it answers. */
    BitSet rows(BitSet samples) {
        BitSet rows = new BitSet();
        int row = 0;
        for (int sample = answered.nextSetBit(0); sample >= 0; sample = answered.nextSetBit(sample + 1)) {
            rows.set(row++, samples.get(sample));
        }
        return rows;
    }
}
