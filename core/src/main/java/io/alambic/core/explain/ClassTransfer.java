package io.alambic.core.explain;

import java.util.Arrays;
import java.util.List;

/**
 * What a student took over of what its teacher knows about a class, and of the teacher's errors, beside a control: the same student,
 * taught by the labels alone. Over the samples i whose label is the class, with answers t, s and c of teacher, student and control:
 *
 * <pre>
 * accuracy of t          = #{ t_i = label } / #{ i }
 * errors of the teacher  = #{ t_i ≠ label }
 * inherited by s         = #{ t_i ≠ label, s_i = t_i } / #{ t_i ≠ label }
 * </pre>
 *
 * Two models make the same wrong answer now and then without having learned from each other (error consistency: Geirhos et al. 2020,
 * "Beyond accuracy"), so what the student inherited is its share beyond the control's.
 *
 * @param samples of the class
 * @param teacherCorrect how many of them the teacher answers with their label
 * @param studentCorrect how many the student does
 * @param controlCorrect how many the control does
 * @param inherited errors of the teacher that the student makes with the same wrong answer
 * @param inheritedByControl errors of the teacher that the control makes with the same wrong answer
 */
public record ClassTransfer(
        long samples,
        long teacherCorrect,
        long studentCorrect,
        long controlCorrect,
        long inherited,
        long inheritedByControl) {

    private static final ClassTransfer NONE = new ClassTransfer(0, 0, 0, 0, 0, 0);

    /**
     * Counts for each class.
     *
     * @param classes number of classes
     * @param labels of the samples; negative where unknown, which are not counted
     * @param teacher answers, one for each sample
     * @param student answers, one for each sample
     * @param control answers, one for each sample
     * @return one for each class, in their order
     * @throws IllegalArgumentException if the numbers of samples differ, or a label is none of the classes
     */
    public static List<ClassTransfer> of(int classes, int[] labels, int[] teacher, int[] student, int[] control) {
        if (teacher.length != labels.length || student.length != labels.length || control.length != labels.length) {
            throw new IllegalArgumentException(
                    "expected answers to %d samples, but got %d of the teacher, %d of the student and %d of the control"
                            .formatted(labels.length, teacher.length, student.length, control.length));
        }
        ClassTransfer[] counts = new ClassTransfer[classes];
        Arrays.fill(counts, NONE);
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] >= classes) {
                throw new IllegalArgumentException(
                        "expected labels below %d, but sample %d has %d".formatted(classes, i, labels[i]));
            }
            if (labels[i] >= 0) {
                counts[labels[i]] = counts[labels[i]].plus(ofOne(labels[i], teacher[i], student[i], control[i]));
            }
        }
        return List.of(counts);
    }

    private static ClassTransfer ofOne(int label, int teacher, int student, int control) {
        boolean error = teacher != label;
        return new ClassTransfer(
                1,
                error ? 0 : 1,
                student == label ? 1 : 0,
                control == label ? 1 : 0,
                error && student == teacher ? 1 : 0,
                error && control == teacher ? 1 : 0);
    }

    /** Returns the counts of both, as of all classes together. */
    public ClassTransfer plus(ClassTransfer other) {
        return new ClassTransfer(
                samples + other.samples,
                teacherCorrect + other.teacherCorrect,
                studentCorrect + other.studentCorrect,
                controlCorrect + other.controlCorrect,
                inherited + other.inherited,
                inheritedByControl + other.inheritedByControl);
    }

    /** Returns the number of the teacher's errors. */
    public long teacherErrors() {
        return samples - teacherCorrect;
    }

    /** Returns the share 0..1 of the samples that the teacher answers with their label; NaN without samples. */
    public double teacherAccuracy() {
        return share(teacherCorrect, samples);
    }

    /** Returns the share 0..1 of the samples that the student answers with their label; NaN without samples. */
    public double studentAccuracy() {
        return share(studentCorrect, samples);
    }

    /** Returns the share 0..1 of the samples that the control answers with their label; NaN without samples. */
    public double controlAccuracy() {
        return share(controlCorrect, samples);
    }

    /** Returns the share 0..1 of the teacher's errors that the student makes too; NaN without errors. */
    public double inheritedShare() {
        return share(inherited, teacherErrors());
    }

    /** Returns the share 0..1 of the teacher's errors that the control makes too; NaN without errors. */
    public double inheritedShareOfControl() {
        return share(inheritedByControl, teacherErrors());
    }

    private static double share(long part, long whole) {
        return whole == 0 ? Double.NaN : (double) part / whole;
    }
}
