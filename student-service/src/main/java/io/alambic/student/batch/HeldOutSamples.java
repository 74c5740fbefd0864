package io.alambic.student.batch;

import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.tensor.EncodedTensor;
import java.util.List;

/**
 * Copies of the held-out samples of one record. They enter the window when the training samples of the record are
 * learned, so that the content of the window depends only on the records and not on the speed of threads.
 *
 * @param inputs the student's inputs, [N, ...]
 * @param logits the teacher's logits, [N, classes]
 * @param labels class of each sample, -1 if it has none
 */
record HeldOutSamples(List<EncodedTensor> inputs, EncodedTensor logits, List<Integer> labels) {

    /** Copies the held-out samples of a record. */
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
