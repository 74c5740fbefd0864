package io.alambic.cli.quickstart.distillation;

import io.alambic.cli.report.QuickstartTask;
import io.alambic.datasets.LabelledSamples;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a run distils: the samples that travel, the teacher that answers them, and the student that learns. */
public interface Distillation {

    /** Returns the task that the student learns. */
    QuickstartTask task();

    /** Returns the samples to stream, in their order. */
    LabelledSamples stream();

    /** Returns the test samples, as the student reads them. */
    LabelledSamples test();

    /** Returns the teacher; trains it first if this machine has none for the data. */
    TrainedTeacher teacher() throws InterruptedException;

    /** Returns the settings of the teacher's service that belong to the model and its data. */
    Map<String, String> teacherSettings(TrainedTeacher teacher);

    /** Returns the settings of the student's service that belong to the model, its task and its data. */
    Map<String, String> studentSettings(TrainedTeacher teacher);

    /** Returns what the student reads, for the report. */
    String studentReads();

    /**
     * Measures teacher and student side by side, without services.
     *
     * @param checkpoints folder of the student's checkpoints
     * @return empty where the report has no such figures
     */
    Optional<Comparison> comparison(TrainedTeacher teacher, Path checkpoints) throws InterruptedException;

    /**
     * Teacher and student side by side.
     *
     * @param teacherPerSecond samples
     * @param studentPerSecond samples
     * @param paddingShare share of padding in what both compute, 0..1
     * @param student figures of the student that need the teacher's answers to the test set
     * @param baselines the same figures of what learned neither from the teacher nor from labels, by name
     */
    record Comparison(
            double teacherPerSecond,
            double studentPerSecond,
            double paddingShare,
            Map<String, Double> student,
            Map<String, Map<String, Double>> baselines) {}
}
