package io.alambic.teacher.wiring;

import io.alambic.core.startup.RehearsedStart;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.Quarkus;
import io.quarkus.vertx.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A start of the teacher that ends by itself; see {@link RehearsedStart}. */
final class TeacherRehearsal {

    private static final String HOST = "127.0.0.1";
    private static final List<String> PROBES = List.of("/q/health/ready", "/q/health/live", "/q/metrics");

    private TeacherRehearsal() {}

    /** Sets the properties of the teacher that starts next, which has no broker. */
    static void prepare() throws IOException {
        Map<String, String> settings = new HashMap<>(RehearsalModel.settings());
        settings.put("kafka.bootstrap.servers", HOST + ":9");
        settings.put("quarkus.http.host", HOST);
        settings.put("quarkus.http.port", "0");
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
