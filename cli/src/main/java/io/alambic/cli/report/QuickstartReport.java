package io.alambic.cli.report;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of a run, all measured during it, as written to {@code report.json}. The figures of the task have their own keys, such as
 * {@code accuracy}.
 *
 * @param task that the student learned
 * @param teacher the teacher, measured on the test set without the service
 * @param student the distilled student, measured over gRPC
 * @param labelsOnly the same student trained without the teacher, measured over gRPC; null if the task has no labels
 * @param baselines figures of what learned neither from the teacher nor from labels, by name
 * @param records the sample counts by final state
 * @param throughput of the stream
 * @param freshnessSeconds age of the newest sample in the weights that answered, measured during the stream
 * @param grpcMillis latency of the student's answers while it trained
 * @param versionsServed number of different versions that answered
 * @param course the figures over the time of the stream
 * @param padding of texts; null for others
 */
public record QuickstartReport(
        QuickstartTask task,
        Teacher teacher,
        Student student,
        @JsonInclude(JsonInclude.Include.NON_NULL) LabelsOnly labelsOnly,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Map<String, Double>> baselines,
        Records records,
        Throughput throughput,
        Spread freshnessSeconds,
        Spread grpcMillis,
        int versionsServed,
        List<Moment> course,
        @JsonInclude(JsonInclude.Include.NON_NULL) Padding padding) {

    public QuickstartReport {
        baselines = new LinkedHashMap<>(baselines);
        course = List.copyOf(course);
    }

    /**
     * The teacher.
     *
     * @param figures of the test set
     * @param parameters number of parameters
     * @param bytes size of its weights
     * @param samplesPerSecond that it answers without the service, in turns with the student; null if not measured
     */
    public record Teacher(
            @JsonAnyGetter Map<String, Double> figures,
            long parameters,
            long bytes,
            @JsonInclude(JsonInclude.Include.NON_NULL) Double samplesPerSecond) {}

    /**
     * The padding of texts of different lengths.
     *
     * @param share of it in what teacher and student computed, 0..1
     */
    public record Padding(double share) {}

    /**
     * The distilled student.
     *
     * @param figures of the test set and of the held-out samples
     * @param parameters number of parameters
     * @param bytes size of its weights
     * @param reads shape of its input, prefixed with the name of the view if it differs from the teacher's
     * @param samplesPerSecond that it answers without the service, in turns with the teacher; null if not measured
     */
    public record Student(
            @JsonAnyGetter Map<String, Double> figures,
            long parameters,
            long bytes,
            String reads,
            @JsonInclude(JsonInclude.Include.NON_NULL) Double samplesPerSecond) {}

    /**
     * The labels-only baseline.
     *
     * @param figures of the test set
     * @param parameters number of parameters
     * @param bytes size of its weights
     * @param grpcMillis latency of its answers while it trained
     */
    public record LabelsOnly(
            @JsonAnyGetter Map<String, Double> figures, long parameters, long bytes, Spread grpcMillis) {}

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
     * @param figures of the answers over gRPC since the previous moment, one test sample each, and of the held-out samples
     * @param freshnessSeconds age of the newest sample in the served weights
     * @param loss of the training step, smoothed
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Moment(
            long samples,
            double seconds,
            @JsonAnyGetter Map<String, Double> figures,
            Double freshnessSeconds,
            Double loss) {}

    /**
     * Two percentiles of a series of measurements.
     *
     * @param p50 median
     * @param p99 99th percentile
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Spread(double p50, double p99) {}
}
