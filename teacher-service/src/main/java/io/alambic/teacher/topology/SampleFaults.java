package io.alambic.teacher.topology;

import io.alambic.core.model.FailureReason;
import io.alambic.teacher.model.TeacherAnswer;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds the samples of an answered record that cannot be taught. */
final class SampleFaults {

    private SampleFaults() {}

    /**
     * Returns the faults by the index of the sample: those found when the record was read, and those of the answer.
     *
     * @param row of the answer that belongs to the record's first sample
     * @param identity of the teacher
     */
    static SortedMap<Integer, SampleFault> of(
            SampleRecord record, TeacherAnswer answer, int row, TeacherIdentity identity) {
        SortedMap<Integer, SampleFault> faults = new TreeMap<>(record.faults());
        long classes = identity.classes().isPresent()
                ? identity.classes().getAsInt()
                : answer.logits().elementsPerRow();
        List<Integer> labels = record.batch().getLabelsList();
        for (int sample = 0; sample < record.samples(); sample++) {
            RuntimeException refused = answer.refused().get(row + sample);
            if (refused != null) {
                faults.putIfAbsent(
                        sample, new SampleFault(SampleRefusal.REFUSED_BY_MODEL, FailureReason.of(refused), refused));
            } else if (answer.unusable().get(row + sample)) {
                faults.putIfAbsent(
                        sample,
                        new SampleFault(
                                SampleRefusal.NOT_FINITE,
                                "the teacher's answer holds numbers that are not finite, or too large to travel",
                                null));
            }
            if (!labels.isEmpty() && labels.get(sample) >= classes) {
                String message =
                        "label %d of sample %d: there are %d classes".formatted(labels.get(sample), sample, classes);
                faults.putIfAbsent(sample, new SampleFault(SampleRefusal.MISMATCH, message, null));
            }
        }
        return faults;
    }
}
