package io.alambic.cli.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Every figure of a run, each measured in it; written to {@code report.json}.
 *
 * @param teacher the teacher, measured by itself on the test set
 * @param student the distilled student, measured over gRPC
 * @param labelsOnly the same student trained without the teacher, measured over gRPC
 * @param records the fate of every sample
 * @param throughput of the stream
 * @param freshnessSeconds age of the newest sample in the weights that answered, while streaming
 * @param grpcMillis how long the student's answers took while it trained
 * @param versionsServed how many different weights have answered
 * @param course how the figures went while samples streamed
 */
public record QuickstartReport(
        Teacher teacher,
        Student student,
        LabelsOnly labelsOnly,
        Records records,
        Throughput throughput,
        Spread freshnessSeconds,
        Spread grpcMillis,
        int versionsServed,
        List<Moment> course) {

    public QuickstartReport {
        course = List.copyOf(course);
    }

    /**
     * The teacher.
     *
     * @param accuracy 0..1 on the test set
     * @param parameters how many
     * @param bytes of its weights
     */
    public record Teacher(double accuracy, long parameters, long bytes) {}

    /**
     * The distilled student.
     *
     * @param accuracy 0..1 on the test set
     * @param parameters how many
     * @param bytes of its weights
     * @param agreement share 0..1 of the held-out samples on which it and the teacher choose the same class
     * @param reads its input: the shape, with the name in front where it is another view than the teacher's
     */
    public record Student(double accuracy, long parameters, long bytes, double agreement, String reads) {}

    /**
     * The baseline.
     *
     * @param accuracy 0..1 on the test set
     * @param parameters how many
     * @param bytes of its weights
     * @param grpcMillis how long its answers took while it trained
     */
    public record LabelsOnly(double accuracy, long parameters, long bytes, Spread grpcMillis) {}

    /**
     * Samples by fate: produced = taught + skipped + dead-lettered, taught = trained + held out.
     *
     * @param produced on the samples topic; a record that cannot be read counts as one
     * @param taught on the knowledge topic
     * @param skipped by the teaching rate
     * @param deadLettered on the dead-letters topic
     * @param trained by the student
     * @param heldOut by the student
     */
    public record Records(long produced, long taught, long skipped, long deadLettered, long trained, long heldOut) {

        /** The first equation, with both sides. */
        public String teacherSide() {
            return "%,d produced %s %,d taught + %,d skipped + %,d dead-lettered"
                    .formatted(produced, sign(teacherBalances()), taught, skipped, deadLettered);
        }

        /** The second equation, with both sides. */
        public String studentSide() {
            return "%,d taught %s %,d trained + %,d held out"
                    .formatted(taught, sign(studentBalances()), trained, heldOut);
        }

        public boolean teacherBalances() {
            return produced == taught + skipped + deadLettered;
        }

        public boolean studentBalances() {
            return taught == trained + heldOut;
        }

        private static String sign(boolean equal) {
            return equal ? "=" : "≠";
        }
    }

    /**
     * Speed.
     *
     * @param samplesPerSecond from the first sample produced to the last one learned
     */
    public record Throughput(double samplesPerSecond) {}

    /**
     * The distilled student at one moment of the stream; a figure is null where it is not known yet.
     *
     * @param samples that the student has learned, held out or refused
     * @param seconds since the first sample was sent
     * @param accuracy 0..1 of the answers over gRPC since the moment before, one test image each
     * @param agreement 0..1 with the teacher on held-out samples
     * @param freshnessSeconds age of the newest sample in the served weights
     * @param loss of the training step, smoothed
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Moment(
            long samples, double seconds, Double accuracy, Double agreement, Double freshnessSeconds, Double loss) {}

    /**
     * Two percentiles of many measurements.
     *
     * @param p50 half of them are at most this
     * @param p99 99 % of them are at most this
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Spread(double p50, double p99) {}
}
