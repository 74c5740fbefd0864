package io.alambic.testing;

import io.alambic.launch.Jvm;
import io.alambic.launch.ManagedProcess;
import io.alambic.launch.Ports;
import io.alambic.launch.ProcessSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A packaged service in a separate process, started exactly as {@code ./alambic} and the image start it. It
 * listens on a free port unless its settings name one. A failed wait reports the log of the service, and fails
 * immediately if the service has ended. Closing kills the service.
 */
public final class ServiceUnderTest implements AutoCloseable {

    /** The default JVM of a service under test. */
    public static final Jvm SMALL = new Jvm(256);

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final String TEXT_OR_JSON = "text/plain;version=0.0.4, application/json";
    private static final Pattern LISTENING = Pattern.compile("Listening on: https?://[^\\s:]+:(\\d+)");
    private static final Pattern GRPC_PORT = Pattern.compile("\"grpc port\"\\s*:\\s*(\\d+)");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(REQUEST_TIMEOUT).build();
    private final ManagedProcess process;
    private final Path log;

    private ServiceUnderTest(ManagedProcess process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts the packaged service of this module; see {@link #start(Jvm, Path, Map, Path, String...)}. */
    public static ServiceUnderTest start(Map<String, String> settings, Path log, String... arguments) {
        return start(SMALL, settings, log, arguments);
    }

    /** Starts the packaged service of this module in this JVM. */
    public static ServiceUnderTest start(Jvm jvm, Map<String, String> settings, Path log, String... arguments) {
        Path jar = Path.of(System.getProperty("alambic.test.runner"));
        ClassArchive.require(jar);
        return start(jvm, jar, settings, log, arguments);
    }

    /**
     * Starts a packaged service.
     *
     * @param jar the service's {@code quarkus-run.jar}
     * @param settings passed as system properties
     * @param log file for its output; truncated first
     */
    public static ServiceUnderTest start(
            Jvm jvm, Path jar, Map<String, String> settings, Path log, String... arguments) {
        Map<String, String> all = new TreeMap<>(settings);
        all.putIfAbsent("quarkus.http.host", Ports.LOOPBACK);
        all.putIfAbsent("quarkus.http.port", "0");
        List<String> command = jvm.jar(jar, all, List.of(arguments));
        return new ServiceUnderTest(ManagedProcess.start(new ProcessSpec("service", command, log)), log);
    }

    /** Returns the process id. */
    public long pid() {
        return process.pid();
    }

    /** Returns whether the process is alive. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until the service listens, and returns its HTTP address. */
    public String http() {
        return "http://%s:%d".formatted(Ports.LOOPBACK, awaitPort("the service listens", this::listeningPort));
    }

    /** Waits until a student listens, and returns its gRPC port. */
    public int grpcPort() {
        return awaitPort(
                "gRPC listens", () -> port(GRPC_PORT, get("/q/health/ready").body()));
    }

    /** Returns the HTTP status of a path; 0 while nothing listens. */
    public int status(String path) throws InterruptedException {
        return get(path).status();
    }

    /** Returns the body of a path; empty while nothing listens. */
    public String body(String path) throws InterruptedException {
        return get(path).body();
    }

    /** Returns the metrics in the Prometheus text format. */
    public String metrics() throws InterruptedException {
        return body("/q/metrics");
    }

    /** Requests a path; the status is 0 while nothing listens. */
    public Response get(String path) throws InterruptedException {
        OptionalInt port = listeningPort();
        if (port.isEmpty()) {
            return Response.NONE;
        }
        URI uri = URI.create("http://%s:%d%s".formatted(Ports.LOOPBACK, port.getAsInt(), path));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(REQUEST_TIMEOUT)
                .header("Accept", TEXT_OR_JSON)
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Response(response.statusCode(), response.body());
        } catch (IOException e) {
            return Response.NONE;
        }
    }

    /** Waits until the service has started. */
    public ServiceUnderTest awaitStarted() {
        return await("the service has started", () -> status("/q/health/started") == OK);
    }

    /** Waits until the service is ready. */
    public ServiceUnderTest awaitReady() {
        return await("the service is ready", () -> status("/q/health/ready") == OK);
    }

    /**
     * Waits for a condition that can be observed only from outside.
     *
     * @param what describes the condition as a clause in the failure message
     * @throws AssertionError with the log, if the service ends first, or after two minutes
     */
    public ServiceUnderTest await(String what, Callable<Boolean> condition) {
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL_INTERVAL)
                    .atMost(TIMEOUT)
                    .until(() -> condition.call() || requireAlive(what));
        } catch (ConditionTimeoutException e) {
            throw failure("waited %d s in vain until %s".formatted(TIMEOUT.toSeconds(), what));
        }
        return this;
    }

    private boolean requireAlive(String what) {
        if (!process.isAlive()) {
            throw failure("the service ended with %d before %s".formatted(process.exitCode(), what));
        }
        return false;
    }

    private int awaitPort(String what, Callable<OptionalInt> look) {
        int[] found = new int[1];
        await(what, () -> {
            OptionalInt port = look.call();
            port.ifPresent(value -> found[0] = value);
            return port.isPresent();
        });
        return found[0];
    }

    private OptionalInt listeningPort() {
        return port(LISTENING, output());
    }

    private static OptionalInt port(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    private AssertionError failure(String sentence) {
        return new AssertionError(sentence + "; its log:\n" + output());
    }

    /**
     * Limits the size of every file that the process writes from now on, including its log, to simulate a full
     * disk.
     *
     * @param bytes a number, or "unlimited"
     */
    public void limitFiles(String bytes) throws IOException, InterruptedException {
        int code = new ProcessBuilder("prlimit", "--pid", Long.toString(pid()), "--fsize=" + bytes + ":")
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("prlimit ended with " + code);
        }
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.askToStop();
    }

    /** Sends SIGKILL and waits until the process has ended. */
    public void kill() {
        process.kill();
    }

    /** Waits until the process has ended, and returns its exit code. */
    public int exitCode() {
        await("it ended by itself", () -> !process.isAlive());
        return process.exitCode();
    }

    /** Returns everything that the process has printed. */
    public String output() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    /** An answer to an HTTP request. */
    public record Response(int status, String body) {

        private static final Response NONE = new Response(0, "");
    }
}
