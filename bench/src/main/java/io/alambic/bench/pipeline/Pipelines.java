package io.alambic.bench.pipeline;

import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.distill.KnowledgeBytes;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.report.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All comparisons of whole pipelines. */
public final class Pipelines {

    /** The student against a loop of DJL's trainer. */
    static final Comparison STUDENT = ofProcesses(
            "student",
            "Samples per second that the student trains on from Kafka, against a loop of DJL's trainer on data in memory.",
            new ThroughputComparison(
                    "student: samples/s, batches of 64, KL and feature MSE, AdamW, one thread",
                    List.of(Contenders::bareStudent, Contenders::trainingSteps, Contenders::student),
                    Target.atLeast(0.95)));

    /** In the order in which they run. */
    public static final List<Comparison> ALL = List.of(
            ofProcesses(
                    "teacher",
                    "Samples per second of the teacher from Kafka to Kafka, against its model's pass on data in memory.",
                    new ThroughputComparison(
                            "teacher: samples/s, batches of 128, logits and block2",
                            List.of(
                                    Contenders::bareTeacher,
                                    turns -> Contenders.teacher("teacher service", turns, Contenders.TEACHER_BATCH)),
                            Target.atLeast(0.95))),
            ofProcesses(
                    "teacher-single",
                    "Samples per second of the teacher on records of one sample, against records of 128.",
                    new ThroughputComparison(
                            "teacher-single: samples/s of the teacher service",
                            List.of(
                                    turns -> Contenders.teacher("records of 128", turns, Contenders.TEACHER_BATCH)
                                            .frozen(),
                                    turns -> Contenders.teacher("records of 1", turns, 1)
                                            .frozen()),
                            Target.atLeast(0.85))),
            new Comparison(
                    "teacher-text",
                    "Samples per second of a transformer from Kafka to Kafka on real mails, against ONNX Runtime alone.",
                    new Pace(Pace.OF_PROCESSES.rounds(), Duration.ofSeconds(4)),
                    TextPipelines::teacher),
            STUDENT,
            ofProcesses(
                    "student-text",
                    "Samples per second that a student of texts trains on from Kafka, against a loop of DJL's trainer.",
                    TextPipelines::student),
            ofProcesses(
                    "padding",
                    "Share of padding in what teacher and student compute of real mails.",
                    TextPipelines::padding),
            ofProcesses(
                    "student-torch",
                    "Samples per second that the student trains on from Kafka, against a loop of PyTorch in Python on"
                            + " data in memory.",
                    new ThroughputComparison(
                            "student-torch: samples/s, batches of 64, KL and feature MSE, AdamW, one thread",
                            List.of(Contenders::trainingLoopInPython, Contenders::trainingSteps, Contenders::student),
                            Target.atLeast(1.2))),
            new Comparison(
                    "serving",
                    "Samples per second and latency of gRPC inference, against a pass of the same network on data in"
                            + " memory.",
                    new Pace(Pace.OF_PROCESSES.rounds(), Duration.ofSeconds(1)),
                    Serving::run),
            ofProcesses(
                    "serving-python",
                    "Samples per second and latency of gRPC inference, against a server in Python with PyTorch.",
                    ServingPython::run),
            new Comparison(
                    "interference",
                    "Latency of gRPC inference while the student trains at full speed, against training paused.",
                    new Pace(Pace.OF_PROCESSES.rounds(), Duration.ofSeconds(5)),
                    Interference::run),
            overhead(Optional.empty()),
            new Comparison(
                    "memory",
                    "Heap and native memory of teacher and student after 1,000,000 records, against those after 10,000.",
                    new Pace(10, Duration.ofSeconds(1)),
                    MemoryComparison::run),
            new Comparison(
                    "bytes",
                    "Bytes of a sample on the knowledge topic by encoding and compression, against fp32 (MNIST).",
                    new Pace(1, Duration.ofSeconds(1)),
                    KnowledgeBytes::run),
            ofProcesses(
                    "startup",
                    "Seconds from the start of a service's process until it is ready, and until the first answer over gRPC.",
                    Startup::run),
            ofProcesses(
                    "freshness",
                    "Seconds from Kafka's acknowledgement of a sample until weights that learned it answer over gRPC.",
                    Freshness::run),
            ofProcesses(
                    "size",
                    "Share of the time that students of 0.1, 4 and 64 million parameters train, and how long they take to stop.",
                    Size::run),
            ofProcesses(
                    "chain",
                    "Samples per second from Kafka through teacher and student, against one Python process that does both.",
                    new ThroughputComparison(
                            "chain: samples/s from samples to trained weights, on %d processors"
                                    .formatted(Runtime.getRuntime().availableProcessors()),
                            List.of(Contenders::chainInPython, Contenders::chain),
                            Target.atLeast(2))),
            ofProcesses(
                    "scale",
                    "Samples per second of several teachers, each with a device of its own, against that many times one.",
                    Scale::run));

    private Pipelines() {}

    private static Comparison ofProcesses(String name, String summary, Comparison.Measurement measurement) {
        return new Comparison(name, summary, Pace.OF_PROCESSES, measurement);
    }

    /**
     * The one about overhead. Its rounds are long, as each includes one answer to a request for metrics.
     *
     * @param profiles folder for flame graphs, if they are wanted
     */
    public static Comparison overhead(Optional<Path> profiles) {
        return new Comparison(
                "overhead",
                "Share of the services' processor time that is neither the teacher's passes nor the student's.",
                new Pace(Pace.OF_PROCESSES.rounds(), Duration.ofSeconds(6)),
                new Overhead(profiles));
    }
}
