package io.alambic.core.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;

/** Answers of student and teacher to the same samples, with their labels, outside native memory. Immutable. */
final class AnsweredRows {

    private final int samples;
    private final float[] student;
    private final float[] teacher;
    private final float[] labels;

    private AnsweredRows(int samples, float[] student, float[] teacher, float[] labels) {
        this.samples = samples;
        this.student = student;
        this.teacher = teacher;
        this.labels = labels;
    }

    /**
     * Copies answers.
     *
     * @param student [N, ...]
     * @param teacher [N, ...], of any width
     * @param labels [N, ...]; null if there are none
     */
    static AnsweredRows of(NDArray student, NDArray teacher, NDArray labels) {
        return new AnsweredRows(
                Math.toIntExact(student.getShape().get(0)),
                numbers(student),
                numbers(teacher),
                labels == null ? new float[0] : numbers(labels));
    }

    private static float[] numbers(NDArray array) {
        return array.toType(DataType.FLOAT32, false).toFloatArray();
    }

    /** Returns a copy of the student's answer to a sample. */
    float[] studentRow(int sample) {
        int width = student.length / samples;
        return Arrays.copyOfRange(student, sample * width, (sample + 1) * width);
    }

    /** Returns a copy of the teacher's answer to a sample. */
    float[] teacherRow(int sample) {
        int width = teacher.length / samples;
        return Arrays.copyOfRange(teacher, sample * width, (sample + 1) * width);
    }

    int samples() {
        return samples;
    }

    /** Returns a number of the student's answers, which lie sample by sample. */
    float student(int index) {
        return student[index];
    }

    float label(int index) {
        return labels[index];
    }

    boolean isAsWideAs(AnsweredRows other) {
        return student.length / samples == other.student.length / other.samples
                && teacher.length / samples == other.teacher.length / other.samples;
    }

    boolean hasLabels() {
        return labels.length > 0;
    }

    int studentWidth() {
        return student.length / samples;
    }
}
