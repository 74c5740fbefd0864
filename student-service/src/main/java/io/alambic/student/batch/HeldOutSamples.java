package io.alambic.student.batch;

import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.tensor.EncodedTensor;
import java.util.List;

/**
 * Copies of the held-out samples of one record: they enter the window when the record's training samples are
 * learned, not before, so that what the window holds depends on the records alone and on no thread's pace.
 *
 * @param inputs the student's inputs, [N, ...]
 * @param logits the teacher's logits, [N, classes]
 * @param labels class of each sample, -1 where it has none
 */
record HeldOutSamples(List<EncodedTensor> inputs, EncodedTensor logits, List<Integer> labels) {

    /** Those of a record. */
    static HeldOutSamples of(KnowledgeSamples record) {
        return new HeldOutSamples(
                record.inputs().stream()
                        .map(tensor -> tensor.copyOf(record.heldOut()))
                        .toList(),
                record.logits().copyOf(record.heldOut()),
                record.heldOut().stream().mapToObj(record::label).toList());
    }

    void enter(HoldoutWindow window) {
        for (int row = 0; row < labels.size(); row++) {
            window.append(inputs, logits, labels.get(row), row);
        }
    }
}
