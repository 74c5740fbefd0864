package io.alambic.bench.pipeline;

import ai.djl.ndarray.NDArray;
import io.alambic.bench.baseline.PythonScript;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.load.AnswerLogits;
import io.alambic.bench.load.CallKind;
import io.alambic.bench.load.LoadGenerator;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.RoundRobin;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.bench.services.BenchCluster;
import io.alambic.bench.services.ServedStudent;
import io.alambic.core.model.TrainableNetwork;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Compares inference over gRPC by the student service with the same network and weights behind a server in Python. */
final class ServingPython {

    private static final int CLIENTS = 64;
    private static final int LARGEST_PASS = 64;
    private static final Target TARGET = Target.atLeast(5);

    private ServingPython() {}

    /** Returns a table of each kind of call that both support. */
    static List<Section> run(ComparisonSetup setup) throws IOException, InterruptedException {
        setup.progress().accept("serving-python: a student learns enough to answer");
        List<Section> sections = new ArrayList<>();
        try (BenchCluster cluster = new BenchCluster(setup.home(), setup.seed());
                ServedStudent student = ServedStudent.start(cluster, setup.seed());
                PythonScript python = server(setup, cluster.work().resolve("python"), student);
                LoadGenerator load = new LoadGenerator(python.ready())) {
            for (CallKind calls : CallKind.ALL) {
                if (!calls.streaming()) {
                    String title = "serving-python: %s, %d clients".formatted(calls.words(), CLIENTS);
                    setup.progress().accept(title);
                    AnswerLogits.of("Python", load, calls, setup.seed())
                            .requireSame(AnswerLogits.of("the student service", student.load(), calls, setup.seed()));
                    sections.add(section(title, calls, turns(setup, calls, List.of(load, student.load()))));
                }
            }
        }
        return sections;
    }

    /** Starts the server with the student's weights: layer by layer, FP32, little-endian. */
    private static PythonScript server(ComparisonSetup setup, Path work, ServedStudent student)
            throws IOException, InterruptedException {
        Path weights = Files.createDirectories(work).resolve("weights");
        try (TrainableNetwork network = student.weights(setup.manager());
                OutputStream out = new FileOutputStream(weights.toFile())) {
            for (NDArray weight : network.snapshot().values()) {
                float[] values = weight.toFloatArray();
                ByteBuffer bytes =
                        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(values);
                out.write(bytes.array());
            }
        }
        return new PythonScript(
                "serving_server.py",
                work,
                1,
                List.of(
                        setup.home().root().resolve("proto/src/main/proto").toString(),
                        work.toString(),
                        weights.toString(),
                        Integer.toString(LARGEST_PASS)));
    }

    private static List<List<LoadGenerator.Turn>> turns(
            ComparisonSetup setup, CallKind calls, List<LoadGenerator> loads) throws InterruptedException {
        Pace pace = setup.pace();
        byte[] request = calls.request(setup.seed()).toByteArray();
        List<List<LoadGenerator.Turn>> turns = new ArrayList<>();
        for (LoadGenerator load : loads) {
            load.ask(calls, request, CLIENTS, pace.warmUp(RoundRobin.WARM_UP_SLICES));
            turns.add(new ArrayList<>());
        }
        for (int round = 0; round < pace.rounds(); round++) {
            for (int i = 0; i < loads.size(); i++) {
                int turn = (round + i) % loads.size();
                turns.get(turn).add(loads.get(turn).ask(calls, request, CLIENTS, pace.slice()));
            }
        }
        return turns;
    }

    /** Only small requests have a target: with large ones both servers do little but arithmetic. */
    private static Section section(String title, CallKind calls, List<List<LoadGenerator.Turn>> turns) {
        return new Section(
                title,
                List.of(
                        Measure.P50_MICROS,
                        Measure.P99_MICROS,
                        Measure.P99_RATIO,
                        Measure.SAMPLES_PER_SECOND,
                        Measure.SAMPLES_PER_SECOND_RATIO),
                List.of(
                        row("Python with grpcio and PyTorch", calls, turns.get(0), turns.get(0)),
                        row("student service", calls, turns.get(1), turns.get(0))),
                calls.samples() == 1 ? Optional.of(TARGET) : Optional.empty());
    }

    private static Row row(
            String name, CallKind calls, List<LoadGenerator.Turn> turns, List<LoadGenerator.Turn> others) {
        ToDoubleFunction<LoadGenerator.Turn> p99 = turn -> turn.latencies().p99();
        ToDoubleFunction<LoadGenerator.Turn> rate = turn -> turn.callsPerSecond() * calls.samples();
        return new Row(
                name,
                List.of(
                        Spread.of(turns, turn -> turn.latencies().p50()),
                        Spread.of(turns, p99),
                        Spread.ofRatios(turns, others, p99),
                        Spread.of(turns, rate),
                        Spread.ofRatios(turns, others, rate)));
    }
}
