package io.alambic.cli.quickstart.run;

import io.alambic.cli.UserError;
import io.alambic.cli.report.QuickstartTask;
import io.alambic.datasets.View;
import java.nio.file.Path;
import java.util.List;

/**
 * Settings of a quickstart run.
 *
 * @param samples to stream, or null for all
 * @param recordSamples most samples in each record
 * @param inFlight maximum number of samples in flight through teacher and student at once
 * @param seed of the student's initial weights and of the teacher's training
 * @param lambda1 weight of the output term of the loss
 * @param lambda2 weight of the feature term of the loss
 * @param temperature of the output term; divides the logits
 * @param teacherEpochs passes over the training set in the teacher's training
 * @param work folder for the run's files
 * @param dataset public data to download if {@code data} is null
 * @param task that the student learns; null for the usual one of the data
 * @param data folder with the user's own files, or null
 * @param studentView view of an image that the student reads
 * @param passes how often the samples are streamed
 * @param labelShare share of the samples that have labels, greater than 0, at most 1
 * @param student architecture of a student of texts
 * @param ports to listen on
 * @param keep whether the services keep running after the report
 */
public record QuickstartSettings(
        Integer samples,
        int recordSamples,
        int inFlight,
        long seed,
        double lambda1,
        double lambda2,
        double temperature,
        int teacherEpochs,
        Path work,
        QuickstartData dataset,
        QuickstartTask task,
        Path data,
        View studentView,
        int passes,
        double labelShare,
        String student,
        PortChoice ports,
        boolean keep) {

    private static final List<String> TEXT_STUDENTS = List.of("text-embedding-bag", "text-cnn", "text-transformer");

    /**
     * Ports to listen on; 0 chooses any free port.
     *
     * @param kafka port of the broker
     * @param grpc port of the student's inference
     * @param teacher port of the teacher's metrics and health
     * @param student port of the student's metrics and health
     */
    public record PortChoice(int kafka, int grpc, int teacher, int student) {}

    /**
     * Validates the settings.
     *
     * @throws UserError if a value is invalid; the message names the option
     */
    public QuickstartSettings {
        requireAtLeast("--samples", samples == null ? 1 : samples, 1);
        requireAtLeast("--record-samples", recordSamples, 1);
        requireAtLeast("--in-flight", inFlight, recordSamples);
        requireAtLeast("--teacher-epochs", teacherEpochs, 1);
        requireAtLeast("--passes", passes, 1);
        if (!(labelShare > 0 && labelShare <= 1)) {
            throw new UserError("--label-share must be greater than 0 and at most 1, but is %s.".formatted(labelShare));
        }
        if (!TEXT_STUDENTS.contains(student)) {
            throw new UserError("--student must be one of %s, but is %s.".formatted(TEXT_STUDENTS, student));
        }
        requireWeight("--lambda1", lambda1);
        requireWeight("--lambda2", lambda2);
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new UserError("--temperature must be above 0 and finite, but is %s.".formatted(temperature));
        }
        task = task == null ? dataset.tasks().get(0) : task;
        if (!dataset.tasks().contains(task)) {
            throw new UserError(
                    "--task must be one of %s for %s, but is %s.".formatted(dataset.tasks(), dataset, task));
        }
        work = work.toAbsolutePath().normalize();
    }

    /**
     * Returns the number of samples to stream.
     *
     * @param available number of samples in all passes
     * @throws UserError if more were asked for
     */
    public int samplesOf(int available) {
        if (samples == null) {
            return available;
        }
        if (samples > available) {
            throw new UserError("--samples asks for %,d, but %,d are to be streamed.".formatted(samples, available));
        }
        return samples;
    }

    /** Returns whether the data are texts. */
    public boolean isOfTexts() {
        return dataset == QuickstartData.SPAM;
    }

    /** Returns how many of the training samples have labels. */
    public int labelled(int available) {
        return Math.max(1, (int) Math.round(labelShare * available));
    }

    /** Returns the options that give another command the same data. */
    public String dataOptions() {
        String set = data == null ? "--dataset " + dataset : "--data " + data;
        return studentView == View.IMAGE ? set : set + " --student-view " + studentView;
    }

    private static void requireAtLeast(String option, long value, long least) {
        if (value < least) {
            throw new UserError("%s must be at least %d, but is %d.".formatted(option, least, value));
        }
    }

    private static void requireWeight(String option, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new UserError("%s must be at least 0 and finite, but is %s.".formatted(option, value));
        }
    }
}
