package io.alambic.teacher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged teacher as a process of its own, on a free port. Closing kills it if it still runs. */
public final class TeacherProcess implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");
    private static final long PATIENCE_S = 60;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;

    private TeacherProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it with settings as system properties, and arguments. */
    public static TeacherProcess start(Path log, Map<String, String> settings, String... arguments) throws IOException {
        return start(log, List.of("-Xmx256m"), settings, arguments);
    }

    /** The same with the JVM's own options for its memory. */
    static TeacherProcess start(Path log, List<String> memory, Map<String, String> settings, String... arguments)
            throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(memory);
        line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dai.djl.offline=true"));
        line.add("-Dquarkus.http.port=0");
        settings.forEach((key, value) -> line.add("-D" + key + "=" + value));
        line.addAll(List.of("-jar", System.getProperty("alambic.test.runner")));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
        return new TeacherProcess(builder.start(), log);
    }

    /** The end of the process by itself; returns its exit code. */
    public int awaitEnd() throws InterruptedException, IOException {
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
            throw new AssertionError("the process does not end; it said:\n" + output());
        }
        return process.exitValue();
    }

    /** Asks it to end (SIGTERM). */
    public void terminate() {
        process.destroy();
    }

    /** Ends it at once (SIGKILL), and returns when it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** What it has written. */
    public String output() throws IOException {
        return Files.readString(log);
    }

    /** The answer to a GET request of a path; status 0 while nothing listens. */
    public Response get(String path) throws IOException, InterruptedException {
        Matcher matcher = LISTENING.matcher(output());
        if (!matcher.find()) {
            return new Response(0, "");
        }
        URI uri = URI.create("http://localhost:" + matcher.group(1) + path);
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(uri).header("Accept", "text/plain").build(),
                HttpResponse.BodyHandlers.ofString());
        return new Response(response.statusCode(), response.body());
    }

    /** Returns once the process is ready; fails if it ends before. */
    public void awaitReady() throws Exception {
        Eventually.holds(() -> "readiness of:\n" + read(), () -> {
            if (!process.isAlive()) {
                throw new AssertionError("the process ended; it said:\n" + output());
            }
            return get("/q/health/ready").status() == 200;
        });
    }

    private String read() {
        try {
            return output();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Status and body. */
    public record Response(int status, String body) {}

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
