package io.alambic.student.batch;

import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.tensor.EncodedTensor;
import java.util.List;

/**
 * Copies of the held-out samples of one record. They enter the window when the training samples of the record are
 * learned, so that the content of the window depends only on the records and not on the speed of threads.
 *
 * @param teacher name and version of the teacher
 * @param inputs the student's inputs, [N, ...]
 * @param logits the teacher's answers, [N, ...]
 * @param labels as the task has them, [N, ...]; null if it has none
 */
record HeldOutSamples(String teacher, List<EncodedTensor> inputs, EncodedTensor logits, EncodedTensor labels) {

    /** Copies the held-out samples of a record. */
    static HeldOutSamples of(KnowledgeSamples record) {
        return new HeldOutSamples(
                record.teacher(),
                record.inputs().stream()
                        .map(tensor -> tensor.copyOf(record.heldOut()))
                        .toList(),
                record.logits().copyOf(record.heldOut()),
                record.labels() == null ? null : record.labels().copyOf(record.heldOut()));
    }

    int samples() {
        return Math.toIntExact(logits.samples());
    }

    void enter(HoldoutWindow window) {
        for (int row = 0; row < samples(); row++) {
            window.append(teacher, inputs, logits, labels, row);
        }
    }
}
