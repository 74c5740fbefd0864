package io.alambic.student.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.student.KnowledgeLog;
import io.alambic.testing.ExternalTool;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are not ours talk to the packaged student while it trains. */
@ExtendWith(KafkaClusterExtension.class)
class OpenInferenceClientIT {

    /** Debian's, whose packages python3-grpcio and python3-protobuf put their modules there. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final String[] NPM_PACKAGES = {
        "@grpc/grpc-js@1.14.7", "@grpc/proto-loader@0.8.1", "grpc-js-reflection-client@1.4.2"
    };
    private static final long PATIENCE_SECONDS = 60;
    private static final int RECORDS = 40;
    private static final int SAMPLES = 20;

    static KafkaCluster cluster;

    @TempDir
    static Path work;

    private static final AtomicBoolean DONE = new AtomicBoolean();
    private static KnowledgeLog log;
    private static StudentProcess student;
    private static CompletableFuture<Void> stream;

    @BeforeAll
    static void start() throws Exception {
        log = new KnowledgeLog(cluster.getKafkaClientConfiguration()).create(1);
        student = StudentProcess.start(
                StudentProcess.settings(cluster.getBootstrapServers(), work.resolve("checkpoints")),
                work.resolve("student.log"));
        log.produce(0, RECORDS, SAMPLES);
        student.awaitReady();
        stream = CompletableFuture.runAsync(() -> produceUntil(DONE, log));
    }

    @AfterAll
    static void stop() {
        DONE.set(true);
        if (stream != null) {
            stream.join();
        }
        if (student != null) {
            student.close();
        }
        if (log != null) {
            log.close();
        }
    }

    @Test
    void isUnderstoodByPythonWhichKnowsOnlyTheSpecification() throws Exception {
        // Given
        ExternalTool.pythonModule(PYTHON, "grpc, google.protobuf", "python3-grpcio, with python3-protobuf")
                .require();
        String script = resource("/open_inference_client.py").toString();
        double stepsBefore = student.scrape().value("alambic_student_steps_total");

        // When
        Run client = run(List.of(PYTHON, script, "127.0.0.1:" + student.grpcPort(), "student"), work);

        // Then
        assertThat(client.output()).endsWith("done\n");
        assertThat(client.exitCode()).isZero();
        student.await("further steps", () -> student.scrape().value("alambic_student_steps_total") > stepsBefore);
    }

    @Test
    void isUnderstoodByJavaScriptFromTheContractAndByReflection() throws Exception {
        // Given
        Path modules = Files.createDirectory(work.resolve("js"));
        List<String> install = new ArrayList<>(List.of("npm", "install", "--no-audit", "--no-fund", "--prefix"));
        install.add(modules.toString());
        install.addAll(List.of(NPM_PACKAGES));
        new ExternalTool(
                        install,
                        "npm cannot install " + String.join(" ", NPM_PACKAGES)
                                + ": it needs Node.js with npm (Debian's packages are 'nodejs' and 'npm') and a network")
                .require();
        Path script = Files.copy(resource("/open_inference_client.js"), modules.resolve("client.js"));

        // When
        Run client = run(
                List.of(
                        "node",
                        script.toString(),
                        "127.0.0.1:" + student.grpcPort(),
                        "student",
                        System.getProperty("alambic.test.protos")),
                modules);

        // Then
        assertThat(client.output()).endsWith("done\n");
        assertThat(client.exitCode()).isZero();
    }

    @Test
    void isUnderstoodOverPlainHttp() throws Exception {
        // Given
        ExternalTool.pythonModule(PYTHON, "urllib.request", "python3").require();
        String script = resource("/open_inference_http.py").toString();

        // When
        Run client = run(List.of(PYTHON, script, student.http(), "student"), work);

        // Then
        assertThat(client.output()).endsWith("done\n");
        assertThat(client.exitCode()).isZero();
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(OpenInferenceClientIT.class.getResource(name).toURI());
    }

    private static void produceUntil(AtomicBoolean done, KnowledgeLog log) {
        long offset = RECORDS;
        while (!done.get()) {
            try {
                log.produce(offset, 10, SAMPLES);
            } catch (ExecutionException | InterruptedException e) {
                throw new CompletionException(e);
            }
            offset += 10;
        }
    }

    private record Run(int exitCode, String output) {}

    private static Run run(List<String> command, Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }
}
