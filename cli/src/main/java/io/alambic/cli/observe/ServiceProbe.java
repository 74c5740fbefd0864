package io.alambic.cli.observe;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks a service for its health and its metrics. Thread safe. */
public final class ServiceProbe {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final URI base;

    /**
     * A probe of one service.
     *
     * @param base its HTTP address, such as {@code http://127.0.0.1:8081}
     */
    public ServiceProbe(URI base) {
        this.base = base;
    }

    /** The service's HTTP address. */
    public URI base() {
        return base;
    }

    /** Whether the model is loaded and the work has begun. */
    public boolean started() throws InterruptedException {
        return get("/q/health/started").isPresent();
    }

    /** Whether it does what it is there for; of a student, whether it has weights to answer with. */
    public boolean ready() throws InterruptedException {
        return get("/q/health/ready").isPresent();
    }

    /** The metrics of this moment; empty where the service does not answer. */
    public Optional<Metrics> metrics() throws InterruptedException {
        return get("/q/metrics").map(Metrics::parse);
    }

    private Optional<String> get(String path) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT).build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == OK ? Optional.of(response.body()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
