package io.alambic.student.batch;

import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.explain.HeldOutLayers;
import io.alambic.core.tensor.EncodedTensor;
import java.util.List;
import java.util.stream.Stream;

/**
 * Copies of the held-out samples of one record. They enter the window when the training samples of the record are
 * learned, so that the content of the window depends only on the records and not on the speed of threads.
 *
 * @param teacher name and version of the teacher
 * @param inputs the student's inputs, [N, ...]
 * @param layers the teacher's feature maps and its logits, [N, ...]
 * @param logits the teacher's answers, [N, ...]
 * @param labels as the task has them, [N, ...]; null if it has none
 */
record HeldOutSamples(
        String teacher,
        List<EncodedTensor> inputs,
        List<EncodedTensor> layers,
        EncodedTensor logits,
        EncodedTensor labels) {

    /** Copies the held-out samples of a record. */
    static HeldOutSamples of(KnowledgeSamples record) {
        EncodedTensor logits = record.logits().copyOf(record.heldOut());
        return new HeldOutSamples(
                record.teacher(),
                copies(record.inputs(), record),
                Stream.concat(copies(record.features(), record).stream(), Stream.of(logits))
                        .toList(),
                logits,
                record.labels() == null ? null : record.labels().copyOf(record.heldOut()));
    }

    private static List<EncodedTensor> copies(List<EncodedTensor> tensors, KnowledgeSamples record) {
        return tensors.stream().map(tensor -> tensor.copyOf(record.heldOut())).toList();
    }

    int samples() {
        return Math.toIntExact(logits.samples());
    }

    void enter(HoldoutWindow window, HeldOutLayers batch) {
        for (int row = 0; row < samples(); row++) {
            window.append(teacher, inputs, logits, labels, row);
            batch.append(teacher, inputs, layers, row);
        }
    }
}
