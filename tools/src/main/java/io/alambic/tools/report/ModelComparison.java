package io.alambic.tools.report;

import ai.djl.ndarray.NDManager;
import io.alambic.core.data.LabelledData;
import io.alambic.core.evaluate.AnsweredLogits;
import io.alambic.core.evaluate.EvaluationSamples;
import io.alambic.core.figures.Figure;
import io.alambic.core.task.Task;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.tools.ComparedModel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Measures two models against each other.
 *
 * @param task what the models answer
 * @param nanos how long each batch size is measured
 * @param clock monotonic time in nanoseconds
 */
record ModelComparison(Task task, long nanos, LongSupplier clock) {

    private static final int RANDOM_SAMPLES = 2048;
    private static final long SEED = 42;

    /**
     * Test images as each of the two reads them, in the same order.
     *
     * @param teacher what the teacher reads
     * @param student what the student reads; the same, or another view of it
     */
    record TestSet(LabelledData teacher, LabelledData student) {

        TestSet {
            if (!Arrays.equals(teacher.labels(), student.labels())) {
                throw new IllegalArgumentException("the labels of the teacher's and of the student's images differ");
            }
        }
    }

    /**
     * Returns the report.
     *
     * @param test labelled images; null if there are none
     * @throws IllegalArgumentException if they do not fit the models
     */
    ComparisonReport run(ComparedModel teacher, ComparedModel student, TestSet test, NDManager manager) {
        Map<Figure, Double> figures = Map.of();
        OptionalDouble teacherAccuracy = OptionalDouble.empty();
        OptionalDouble studentAccuracy = OptionalDouble.empty();
        int samples = test == null ? RANDOM_SAMPLES : test.teacher().size();
        if (test != null || inputs(teacher).equals(inputs(student))) {
            AnsweredLogits one = answers(teacher, test == null ? null : test.teacher(), manager);
            AnsweredLogits other = answers(student, test == null ? null : test.student(), manager);
            if (one.answer().equals(other.answer())) {
                figures = other.figures(one, task, null, manager);
            }
            if (test != null) {
                teacherAccuracy = accuracy(one, test.teacher(), manager);
                studentAccuracy = accuracy(other, test.student(), manager);
            }
        }
        List<TimedCalls.Calls> single = race(1).run(teacher, student, manager);
        List<TimedCalls.Calls> some = race(32).run(teacher, student, manager);
        List<TimedCalls.Calls> many = race(128).run(teacher, student, manager);
        return new ComparisonReport(
                figures(teacher, single.get(0), some.get(0), many.get(0), teacherAccuracy),
                figures(student, single.get(1), some.get(1), many.get(1), studentAccuracy),
                samples,
                test == null ? "random samples" : "test images",
                figures);
    }

    /** The labels of images are classes: other tasks have no accuracy on them. */
    private OptionalDouble accuracy(AnsweredLogits answers, LabelledData data, NDManager manager) {
        return task.namesOneClass()
                ? OptionalDouble.of(
                        answers.figures(answers, task, data.labels(), manager).get(Figure.ACCURACY))
                : OptionalDouble.empty();
    }

    private static List<TensorSpec> inputs(ComparedModel subject) {
        return subject.network().signature().inputs();
    }

    private static AnsweredLogits answers(ComparedModel subject, LabelledData data, NDManager manager) {
        List<TensorSpec> inputs = inputs(subject);
        if (data != null && inputs.size() != 1) {
            throw new IllegalArgumentException(
                    "the images are one input, but %s reads %s".formatted(subject.source(), inputs));
        }
        EvaluationSamples samples = data == null
                ? EvaluationSamples.random(inputs, RANDOM_SAMPLES, SEED)
                : EvaluationSamples.of(data, inputs.get(0));
        return AnsweredLogits.of(subject.network(), subject.logits(), samples, manager);
    }

    private TimedCalls race(int samples) {
        return new TimedCalls(samples, nanos, clock);
    }

    private static ModelFigures figures(
            ComparedModel subject,
            TimedCalls.Calls single,
            TimedCalls.Calls some,
            TimedCalls.Calls many,
            OptionalDouble accuracy) {
        return new ModelFigures(
                subject.source(),
                subject.parameters(),
                subject.bytes(),
                subject.multiplyAdds(),
                single.millis(0.5),
                single.millis(0.99),
                some.perSecond(),
                many.perSecond(),
                accuracy);
    }
}
