package io.alambic.cli.quickstart;

import io.alambic.cli.UserError;
import io.alambic.datasets.DataSet;
import io.alambic.datasets.View;
import java.nio.file.Path;

/**
 * What a quickstart run is asked to do.
 *
 * @param samples training images to stream, or null for all
 * @param recordSamples images in each record
 * @param inFlight images that may be on their way through teacher and student at once
 * @param seed of the student's first weights and of the teacher's training
 * @param lambda1 weight of the output term
 * @param lambda2 weight of the feature term
 * @param temperature softens the logits of the output term
 * @param teacherEpochs passes over the training set when the teacher is trained
 * @param work where the run keeps its files
 * @param dataset public data set to fetch where there are no own files
 * @param data the user's own IDX files, or null
 * @param studentView what the student sees of an image
 * @param ports where to listen
 * @param keep whether everything goes on after the report
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
        DataSet dataset,
        Path data,
        View studentView,
        PortChoice ports,
        boolean keep) {

    /**
     * Where to listen; 0 stands for any free port.
     *
     * @param kafka the broker
     * @param grpc the student's inference
     * @param teacher the teacher's metrics and health
     * @param student the student's metrics and health
     */
    public record PortChoice(int kafka, int grpc, int teacher, int student) {}

    /**
     * Refuses what cannot be done.
     *
     * @throws UserError naming the option
     */
    public QuickstartSettings {
        requireAtLeast("--samples", samples == null ? 1 : samples, 1);
        requireAtLeast("--record-samples", recordSamples, 1);
        requireAtLeast("--in-flight", inFlight, recordSamples);
        requireAtLeast("--teacher-epochs", teacherEpochs, 1);
        requireWeight("--lambda1", lambda1);
        requireWeight("--lambda2", lambda2);
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new UserError("--temperature must be above 0 and finite, but is %s.".formatted(temperature));
        }
        work = work.toAbsolutePath().normalize();
    }

    /**
     * Training images to stream.
     *
     * @param available how many there are
     * @throws UserError if that is fewer than were asked for
     */
    int samplesOf(int available) {
        if (samples == null) {
            return available;
        }
        if (samples > available) {
            throw new UserError(
                    "--samples asks for %,d images, but the training set holds %,d.".formatted(samples, available));
        }
        return samples;
    }

    /** Options that give another command the same data. */
    String dataOptions() {
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
