package io.alambic.cli.observe;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Queries the health and the metrics of a service. Thread safe. */
public final class ServiceProbe {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final URI base;

    /**
     * Creates a probe of one service.
     *
     * @param base its HTTP address, such as {@code http://127.0.0.1:8081}
     */
    public ServiceProbe(URI base) {
        this.base = base;
    }

    /** Returns the service's HTTP address. */
    public URI base() {
        return base;
    }

    /** Returns whether the model is loaded and the service has begun to work. */
    public boolean started() throws InterruptedException {
        return get("/q/health/started").isPresent();
    }

    /** Returns whether the service is ready; a student is ready when it has weights to serve. */
    public boolean ready() throws InterruptedException {
        return get("/q/health/ready").isPresent();
    }

    /** Returns the current metrics; empty if the service does not respond. */
    public Optional<Metrics> metrics() throws InterruptedException {
        return get("/q/metrics").map(Metrics::parse);
    }

    /** Returns what the service says of its health; empty if it does not respond. */
    public Optional<Health> health() throws InterruptedException {
        return request("/q/health/live").map(HttpResponse::body).map(Health::parse);
    }

    private Optional<String> get(String path) throws InterruptedException {
        return request(path).filter(response -> response.statusCode() == OK).map(HttpResponse::body);
    }

    private Optional<HttpResponse<String>> request(String path) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT).build();
        try {
            return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
