package io.alambic.cli.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * The figures of a run, all measured during it, as written to {@code report.json}.
 *
 * @param teacher the teacher, measured on the test set without the service
 * @param student the distilled student, measured over gRPC
 * @param labelsOnly the same student trained without the teacher, measured over gRPC
 * @param records the sample counts by final state
 * @param throughput of the stream
 * @param freshnessSeconds age of the newest sample in the weights that answered, measured during the stream
 * @param grpcMillis latency of the student's answers while it trained
 * @param versionsServed number of different versions that answered
 * @param course the figures over the time of the stream
 * @param padding of texts; null for others
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
        List<Moment> course,
        @JsonInclude(JsonInclude.Include.NON_NULL) Padding padding) {

    public QuickstartReport {
        course = List.copyOf(course);
    }

    /**
     * The teacher.
     *
     * @param accuracy on the test set, 0..1
     * @param parameters number of parameters
     * @param bytes size of its weights
     * @param samplesPerSecond that it answers without the service, in turns with the student; null if not measured
     */
    public record Teacher(
            double accuracy,
            long parameters,
            long bytes,
            @JsonInclude(JsonInclude.Include.NON_NULL) Double samplesPerSecond) {}

    /**
     * Teacher and student side by side, without services.
     *
     * @param teacher samples per second
     * @param student samples per second
     * @param paddingShare share of padding in what both compute, 0..1
     */
    public record Speed(double teacher, double student, double paddingShare) {}

    /**
     * The padding of texts of different lengths.
     *
     * @param share of it in what teacher and student computed, 0..1
     */
    public record Padding(double share) {}

    /**
     * The distilled student.
     *
     * @param accuracy on the test set, 0..1
     * @param parameters number of parameters
     * @param bytes size of its weights
     * @param agreement share of the held-out samples on which student and teacher choose the same class, 0..1
     * @param reads shape of its input, prefixed with the name of the view if it differs from the teacher's
     * @param samplesPerSecond that it answers without the service, in turns with the teacher; null if not measured
     */
    public record Student(
            double accuracy,
            long parameters,
            long bytes,
            double agreement,
            String reads,
            @JsonInclude(JsonInclude.Include.NON_NULL) Double samplesPerSecond) {}

    /**
     * The labels-only baseline.
     *
     * @param accuracy on the test set, 0..1
     * @param parameters number of parameters
     * @param bytes size of its weights
     * @param grpcMillis latency of its answers while it trained
     */
    public record LabelsOnly(double accuracy, long parameters, long bytes, Spread grpcMillis) {}

    /**
     * Sample counts by final state: produced = taught + skipped + dead-lettered, taught = trained + held out.
     *
     * @param produced samples on the samples topic; an unreadable record counts as one
     * @param taught samples on the knowledge topic
     * @param skipped samples that the teaching rate left out
     * @param deadLettered samples on the dead-letters topic
     * @param trained samples that the student trained on
     * @param heldOut samples that the student held out
     */
    public record Records(long produced, long taught, long skipped, long deadLettered, long trained, long heldOut) {

        /** Returns the first equation with both sides. */
        public String teacherSide() {
            return "%,d produced %s %,d taught + %,d skipped + %,d dead-lettered"
                    .formatted(produced, sign(teacherBalances()), taught, skipped, deadLettered);
        }

        /** Returns the second equation with both sides. */
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
     * Throughput of the stream.
     *
     * @param samplesPerSecond from the first sample produced to the last one learned
     */
    public record Throughput(double samplesPerSecond) {}

    /**
     * The distilled student at one moment of the stream; a figure is null while it is unknown.
     *
     * @param samples that the student has trained on, held out or refused
     * @param seconds since the first sample was sent
     * @param accuracy of the answers over gRPC since the previous moment, one test image each, 0..1
     * @param agreement with the teacher on held-out samples, 0..1
     * @param freshnessSeconds age of the newest sample in the served weights
     * @param loss of the training step, smoothed
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Moment(
            long samples, double seconds, Double accuracy, Double agreement, Double freshnessSeconds, Double loss) {}

    /**
     * Two percentiles of a series of measurements.
     *
     * @param p50 median
     * @param p99 99th percentile
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Spread(double p50, double p99) {}
}
