package io.alambic.cli.quickstart;

import io.alambic.cli.report.QuickstartReport;
import io.alambic.datasets.LabelledSamples;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a run distils: the samples that travel, the teacher that answers them, and the student that learns. */
interface Distillation {

    /** Returns the samples to stream, in their order. */
    LabelledSamples stream();

    /** Returns the test samples, as the student reads them. */
    LabelledSamples test();

    /** Returns the teacher; trains it first if this machine has none for the data. */
    TrainedTeacher teacher() throws InterruptedException;

    /** Returns the settings of the teacher's service that belong to the model and its data. */
    Map<String, String> teacherSettings(TrainedTeacher teacher);

    /** Returns the settings of the student's service that belong to the model and its data. */
    Map<String, String> studentSettings();

    /** Returns what the student reads, for the report. */
    String studentReads();

    /**
     * Measures teacher and student side by side, without services.
     *
     * @param checkpoints folder of the student's checkpoints
     * @return empty where the report has no such figures
     */
    Optional<QuickstartReport.Speed> speed(TrainedTeacher teacher, Path checkpoints) throws InterruptedException;
}
