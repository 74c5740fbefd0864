package io.alambic.cli.quickstart.students;

import io.alambic.cli.UserError;
import io.alambic.cli.report.QuickstartTask;
import io.alambic.cli.report.StudentFigures;
import io.alambic.cli.run.Screen;
import io.alambic.cli.serving.Judgement;
import io.alambic.datasets.LabelledSamples;
import java.util.Map;

/**
 * What became of a student that has learned from all samples.
 *
 * @param test the task's figure of the test set, over gRPC; NaN if it needs the teacher's answers
 * @param parameters number of parameters
 * @param bytes size of its weights
 * @param holdout the task's figure of the held-out samples
 */
public record StudentOutcome(double test, long parameters, long bytes, double holdout) {

    /** Waits until the final weights serve, and asks them. */
    public static StudentOutcome of(StudentConnection student, LabelledSamples test, QuickstartTask task, Screen screen)
            throws InterruptedException {
        if (!student.awaitFinalWeights()) {
            StudentFigures figures = student.figures();
            screen.say(
                    "%s: serves the weights of step %,d, for the last ones, of step %,d, were not promoted",
                    student.title(), figures.servedStep(), figures.steps());
        }
        Map<String, String> properties = student.client().describe().properties();
        return new StudentOutcome(
                Judgement.of(task, student.client(), test),
                property(properties, "parameters"),
                property(properties, "bytes"),
                student.figures().holdout());
    }

    private static long property(Map<String, String> properties, String name) {
        String value = properties.get(name);
        if (value == null || !value.matches("\\d{1,18}")) {
            throw new UserError("The student's metadata has no whole number '%s'.".formatted(name));
        }
        return Long.parseLong(value);
    }
}
