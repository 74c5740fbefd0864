package io.alambic.student.process;

import static io.alambic.student.KnowledgeLog.DEAD_LETTERS;
import static io.alambic.student.KnowledgeLog.KNOWLEDGE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A running student service, started from its packaged jar. Closing it kills it. */
public final class StudentProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long PAUSE_MS = 50;
    private static final int NICE_AFTER_NAME = 16;
    private static final String PROMETHEUS_TEXT = "text/plain;version=0.0.4, application/json";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Process process;
    private final Path output;
    private final int httpPort;
    private final int grpcPort;

    private StudentProcess(Process process, Path output, int httpPort, int grpcPort) {
        this.process = process;
        this.output = output;
        this.httpPort = httpPort;
        this.grpcPort = grpcPort;
    }

    /** Settings of a student of the tiny task; ports are chosen when it starts. */
    public static Map<String, String> settings(String bootstrapServers, Path checkpoints) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("kafka.bootstrap.servers", bootstrapServers);
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("alambic.student.grpc.host", "127.0.0.1");
        settings.put("alambic.topics.knowledge", KNOWLEDGE);
        settings.put("alambic.topics.dead-letters", DEAD_LETTERS);
        settings.put("alambic.student.model.input", "1x8x8");
        settings.put("alambic.student.model.convolutions", "4,8");
        settings.put("alambic.student.model.dense", "16");
        settings.put("alambic.student.model.classes", "4");
        settings.put("alambic.student.batch-size", "8");
        settings.put("alambic.student.holdout-share", "0.1");
        settings.put("alambic.student.publish-interval", "100ms");
        settings.put("alambic.student.checkpoint-interval", "200ms");
        settings.put("alambic.student.checkpoint-dir", checkpoints.toString());
        return settings;
    }

    /** Starts the service; ports that the settings do not name are free ones. */
    public static StudentProcess start(Map<String, String> settings, Path output) throws IOException {
        return start(List.of("-Xmx256m"), settings, output);
    }

    /** The same with the JVM's own options for its memory. */
    static StudentProcess start(List<String> memory, Map<String, String> settings, Path output) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.computeIfAbsent("quarkus.http.port", key -> Integer.toString(freePort()));
        all.computeIfAbsent("alambic.student.grpc.port", key -> Integer.toString(freePort()));
        all.put("ai.djl.offline", "true");
        all.put("ai.djl.pytorch.num_threads", "1");
        all.put("ai.djl.pytorch.num_interop_threads", "1");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(memory);
        all.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-jar");
        command.add(System.getProperty("alambic.test.runner"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        return new StudentProcess(
                process,
                output,
                Integer.parseInt(all.get("quarkus.http.port")),
                Integer.parseInt(all.get("alambic.student.grpc.port")));
    }

    /** How far each of its threads gives way to others on Linux, by the thread's name: 0 is the default, 19 the most. */
    Map<String, Integer> niceness() throws IOException {
        Map<String, Integer> all = new TreeMap<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path thread : threads.toList()) {
                String stat = Files.readString(thread.resolve("stat"));
                String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
                String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                all.put(name, Integer.parseInt(afterName[NICE_AFTER_NAME]));
            }
        }
        return all;
    }

    /** A port that was free a moment ago. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int grpcPort() {
        return grpcPort;
    }

    /** Where it answers over HTTP. */
    public String http() {
        return "http://127.0.0.1:" + httpPort;
    }

    /** HTTP status of a path; 0 while nothing listens. */
    public int status(String path) throws InterruptedException {
        try {
            return get(path).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** What a path answers. */
    public String body(String path) throws IOException, InterruptedException {
        return get(path).body();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                .timeout(Duration.ofSeconds(5))
                .header("Accept", PROMETHEUS_TEXT)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The metrics now. */
    public Scrape scrape() throws IOException, InterruptedException {
        return Scrape.of(body("/q/metrics"));
    }

    public StudentProcess awaitStarted() throws Exception {
        return await("the service to start", () -> status("/q/health/started") == 200);
    }

    public StudentProcess awaitReady() throws Exception {
        return await("weights that serve", () -> status("/q/health/ready") == 200);
    }

    /** Waits for something that can only be seen from outside. */
    public StudentProcess await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (!process.isAlive()) {
                throw new AssertionError("the service ended while waiting for " + what + ":\n" + output());
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain for " + what + ":\n" + output());
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
        return this;
    }

    /**
     * Limits the size of every file that the process writes from now on, as a full disk would; its
     * output too.
     *
     * @param bytes a number, or "unlimited"
     */
    public void limitFiles(String bytes) throws IOException, InterruptedException {
        int code = new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes + ":")
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("prlimit ended with " + code);
        }
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL and waits for the end. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** The exit code, once the process has ended. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the service did not end:\n" + output());
        }
        return process.exitValue();
    }

    /** Everything it printed. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
