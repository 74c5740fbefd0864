package io.alambic.student.wiring;

import io.alambic.core.startup.RehearsedStart;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.Quarkus;
import io.quarkus.vertx.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** A start of the student that ends by itself; see {@link RehearsedStart}. */
final class StudentRehearsal {

    private static final String HOST = "127.0.0.1";
    private static final List<String> PROBES = List.of("/q/health/ready", "/q/health/live", "/q/metrics");

    private StudentRehearsal() {}

    /** Sets the properties of the student that starts next, which has no broker. */
    static void prepare() throws IOException {
        Map<String, String> settings = Map.of(
                "kafka.bootstrap.servers",
                HOST + ":9",
                "quarkus.http.host",
                HOST,
                "quarkus.http.port",
                "0",
                "alambic.student.checkpoint-dir",
                Files.createTempDirectory("rehearsal").toString(),
                "alambic.student.grpc.host",
                HOST,
                "alambic.student.grpc.port",
                "0");
        RehearsedStart.prepare(settings);
    }

    /** Ends this process, which has started, after some seconds. */
    static void endSoon() {
        int port = Arc.container().instance(HttpServer.class).get().getPort();
        List<URI> probes = PROBES.stream()
                .map(path -> URI.create("http://%s:%d%s".formatted(HOST, port, path)))
                .toList();
        RehearsedStart.endSoon(probes, Quarkus::asyncExit);
    }
}
