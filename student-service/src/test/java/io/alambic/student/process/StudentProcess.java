package io.alambic.student.process;

import io.alambic.launch.Jvm;
import io.alambic.launch.Ports;
import io.alambic.student.KnowledgeLog;
import io.alambic.testing.ServiceUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** A running student service, started from its packaged jar as the launcher starts it. Closing it kills it. */
public final class StudentProcess implements AutoCloseable {

    private static final int NICE_AFTER_NAME = 16;

    private final ServiceUnderTest service;

    private StudentProcess(ServiceUnderTest service) {
        this.service = service;
    }

    /** Returns the settings of a student of the tiny task that learns from a log; ports are chosen when it starts. */
    public static Map<String, String> settings(KnowledgeLog log, Path checkpoints) {
        Map<String, String> settings =
                settings(log.topics().connection().get("bootstrap.servers").toString(), checkpoints);
        settings.put("alambic.student.name", log.topics().student());
        settings.put("alambic.topics.knowledge", log.topics().knowledge());
        settings.put("alambic.topics.dead-letters", log.topics().deadLetters());
        settings.put("alambic.topics.control", log.topics().control());
        settings.put("alambic.topics.weights", log.topics().weights());
        return settings;
    }

    /** The same for a student called "student" whose broker is its own. */
    public static Map<String, String> settings(String bootstrapServers, Path checkpoints) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("kafka.bootstrap.servers", bootstrapServers);
        settings.put("quarkus.http.host", Ports.LOOPBACK);
        settings.put("alambic.student.grpc.host", Ports.LOOPBACK);
        settings.put("alambic.student.grpc.port", "0");
        settings.put("alambic.topics.knowledge", "knowledge");
        settings.put("alambic.topics.dead-letters", "dead");
        settings.put("alambic.student.model.input", "1x8x8");
        settings.put("alambic.student.model.convolutions", "4,8");
        settings.put("alambic.student.model.dense", "16");
        settings.put("alambic.student.model.classes", "4");
        settings.put("alambic.student.batch-size", "8");
        settings.put("alambic.student.holdout-share", "0.1");
        settings.put("alambic.student.publish-interval", "100ms");
        settings.put("alambic.student.checkpoint-interval", "200ms");
        settings.put("alambic.student.upkeep.share", "1");
        settings.put("alambic.student.checkpoint-dir", checkpoints.toString());
        return settings;
    }

    /** Starts the service; its output replaces what the file holds. */
    public static StudentProcess start(Map<String, String> settings, Path output) {
        return start(ServiceUnderTest.SMALL, settings, output);
    }

    /** The same in a JVM of the given memory. */
    static StudentProcess start(Jvm jvm, Map<String, String> settings, Path output) {
        return new StudentProcess(ServiceUnderTest.start(jvm, settings, output));
    }

    /** Returns the nice value of each thread on Linux, by the thread's name: 0 is the default, 19 yields the most. */
    Map<String, Integer> niceness() throws IOException {
        Map<String, Integer> all = new TreeMap<>();
        Path java = Path.of("/proc", Long.toString(service.pid()), "task");
        try (Stream<Path> threads = Files.list(java)) {
            for (Path thread : threads.toList()) {
                String stat = Files.readString(thread.resolve("stat"));
                String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
                String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                all.put(name, Integer.parseInt(afterName[NICE_AFTER_NAME]));
            }
        }
        return all;
    }

    /** Returns a port that is free at this moment. */
    static int freePort() {
        return new Ports().choose(0, "a port");
    }

    /** Waits until the service listens, and returns its gRPC port. */
    public int grpcPort() {
        return service.grpcPort();
    }

    /** Waits until the service listens, and returns where it answers over HTTP. */
    public String http() {
        return service.http();
    }

    /** Returns the HTTP status of a path; 0 while nothing listens. */
    public int status(String path) throws InterruptedException {
        return service.status(path);
    }

    /** Returns what a path answers. */
    public String body(String path) throws InterruptedException {
        return service.body(path);
    }

    /** Returns the metrics now. */
    public Scrape scrape() throws InterruptedException {
        return Scrape.of(service.metrics());
    }

    public StudentProcess awaitStarted() {
        service.awaitStarted();
        return this;
    }

    public StudentProcess awaitReady() {
        service.awaitReady();
        return this;
    }

    /** Waits for something that can be seen only from outside. */
    public StudentProcess await(String what, Callable<Boolean> condition) {
        service.await(what, condition);
        return this;
    }

    /** Limits the size of every file that the process writes from now on, its output too, as a full disk would. */
    public void limitFiles(String bytes) throws IOException, InterruptedException {
        service.limitFiles(bytes);
    }

    /** Sends SIGTERM. */
    public void terminate() {
        service.terminate();
    }

    /** Sends SIGKILL and waits for the end. */
    public void kill() {
        service.kill();
    }

    /** Waits for the end and returns the exit code. */
    public int exitCode() {
        return service.exitCode();
    }

    /** Returns everything it printed. */
    public String output() {
        return service.output();
    }

    @Override
    public void close() {
        service.close();
    }
}
