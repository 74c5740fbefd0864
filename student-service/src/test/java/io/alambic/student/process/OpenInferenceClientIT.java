package io.alambic.student.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.kafka.TopicNames;
import io.alambic.student.KnowledgeLog;
import io.alambic.testing.DocumentedCode;
import io.alambic.testing.ExternalTool;
import io.alambic.testing.SharedBroker;
import io.alambic.v1.DataType;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are not ours talk to the packaged student while it trains. */
class OpenInferenceClientIT {

    /** Debian's, whose packages python3-grpcio and python3-protobuf put their modules there. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final DocumentedCode DOCUMENTED =
            new DocumentedCode(Path.of(System.getProperty("alambic.test.clients")));
    private static final Pattern ANSWER = Pattern.compile("class [0-3]\nanswered by version [1-9].* of step [1-9]");
    private static final Pattern ACKNOWLEDGED = Pattern.compile("acknowledged at alambic.samples 0 [0-9]+\n");
    private static final long TIMEOUT_SECONDS = 60;
    private static final int RECORDS = 40;
    private static final int SAMPLES = 20;
    private static final int MORE_THAN_FIT = 40;

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    static Path work;

    private static final AtomicBoolean DONE = new AtomicBoolean();
    private static KnowledgeLog log;
    private static StudentProcess student;
    private static CompletableFuture<Void> stream;

    @BeforeAll
    static void start() throws Exception {
        log = new KnowledgeLog(BROKER.clientSettings()).create(1);
        student = StudentProcess.start(
                StudentProcess.settings(log, work.resolve("checkpoints")), work.resolve("student.log"));
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
        Path folder = withJavaScriptPackages(work.resolve("js"));
        Path script = Files.copy(resource("/open_inference_client.js"), folder.resolve("client.js"));

        // When
        Run client = run(
                List.of(
                        "node",
                        script.toString(),
                        "127.0.0.1:" + student.grpcPort(),
                        "student",
                        System.getProperty("alambic.test.protos")),
                folder);

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

    @Test
    void pythonAsTheDocumentationPrintsItAsksAndProduces() throws Exception {
        // Given
        ExternalTool.pythonModule(
                        PYTHON,
                        "grpc, grpc_tools, google.protobuf, confluent_kafka",
                        "python3-grpcio, with python3-grpc-tools, python3-protobuf and python3-confluent-kafka")
                .require();
        Path folder = besideTheContracts("python");
        String generate = DOCUMENTED.block("sh", "python3 -m grpc_tools.protoc").replace("python3", PYTHON);
        assertThat(run(List.of("sh", "-c", generate), folder).exitCode()).isZero();

        // When
        Run infer = run(
                List.of(PYTHON, DOCUMENTED.write("python", "infer.py", folder).toString(), grpc()), folder);
        Run produce = run(
                List.of(PYTHON, DOCUMENTED.write("python", "produce.py", folder).toString(), BROKER.bootstrapServers()),
                folder);

        // Then
        assertThat(infer.output()).containsPattern(ANSWER);
        assertThat(infer.exitCode()).isZero();
        assertThat(produce.output()).containsPattern(ACKNOWLEDGED);
        assertThat(produce.exitCode()).isZero();
        assertThat(produced()).anySatisfy(batch -> assertDocumented(batch, "python-1", "python-2"));
    }

    @Test
    void javaScriptAsTheDocumentationPrintsItAsksAndProduces() throws Exception {
        // Given
        Path folder = withJavaScriptPackages(besideTheContracts("javascript"));

        // When
        Run infer =
                run(List.of("node", DOCUMENTED.write("js", "infer.js", folder).toString(), grpc()), folder);
        Run produce = run(
                List.of("node", DOCUMENTED.write("js", "produce.js", folder).toString(), BROKER.bootstrapServers()),
                folder);

        // Then
        assertThat(infer.output()).containsPattern(ANSWER);
        assertThat(infer.exitCode()).isZero();
        assertThat(produce.output()).containsPattern(ACKNOWLEDGED);
        assertThat(produce.exitCode()).isZero();
        assertThat(produced()).anySatisfy(batch -> assertDocumented(batch, "js-1", "js-2"));
    }

    @Test
    void largeHttpRequestsThatNeverComeWholeLeaveRoomForOthers() throws Exception {
        // Given
        List<AnnouncedRequest> announced = new ArrayList<>();
        try {
            // When
            for (int i = 0; i < MORE_THAN_FIT; i++) {
                announced.add(new AnnouncedRequest(student.http()));
            }
            student.await("refusals", () -> announced.stream().anyMatch(AnnouncedRequest::isAnswered));
            List<AnnouncedRequest> refused =
                    announced.stream().filter(AnnouncedRequest::isAnswered).toList();

            // Then
            assertThat(refused).hasSizeLessThan(MORE_THAN_FIT).allSatisfy(request -> assertThat(request.statusLine())
                    .startsWith("HTTP/1.1 429 "));
            assertThat(student.status("/v2/models/student")).isEqualTo(200);
        } finally {
            announced.forEach(AnnouncedRequest::close);
        }

        // When
        student.await("room", () -> {
            try (AnnouncedRequest later = new AnnouncedRequest(student.http())) {
                return later.staysUnanswered();
            }
        });
    }

    @Test
    void anHttpBodyOfFarTooManyObjectsIsRefusedBeforeItHasCome() throws Exception {
        try (AnnouncedRequest bomb =
                new AnnouncedRequest(student.http(), 16_000_000, "{\"inputs\": [" + "{},".repeat(17_000))) {
            assertThat(bomb.statusLine()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void whoAsksBeforeItSendsALargeHttpBodyIsToldToGoOn() throws Exception {
        try (AnnouncedRequest polite =
                new AnnouncedRequest(student.http(), 1_000_000, "Expect: 100-continue\r\n", "")) {
            assertThat(polite.statusLine()).isEqualTo("HTTP/1.1 100 Continue");
        }
    }

    @Test
    void anHttpBodyThatSaysItIsTooLargeIsRefusedBeforeItHasCome() throws Exception {
        try (AnnouncedRequest large = new AnnouncedRequest(student.http(), 17_000_000, "{")) {
            assertThat(large.statusLine()).startsWith("HTTP/1.1 413 ");
        }
    }

    /** The beginning of an HTTP request that says it is large, and nothing more. */
    private static final class AnnouncedRequest implements AutoCloseable {

        private static final int A_WHILE_MS = 300;

        private final Socket socket;

        AnnouncedRequest(String address) {
            this(address, 16_000_000, "{");
        }

        AnnouncedRequest(String address, int bytes, String beginning) {
            this(address, bytes, "", beginning);
        }

        AnnouncedRequest(String address, int bytes, String header, String beginning) {
            URI uri = URI.create(address);
            try {
                socket = new Socket(uri.getHost(), uri.getPort());
                socket.getOutputStream()
                        .write(
                                ("POST /v2/models/student/infer HTTP/1.1\r\nHost: student\r\nContent-Type: application/json"
                                                + "\r\nContent-Length: " + bytes + "\r\n" + header + "\r\n" + beginning)
                                        .getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean isAnswered() {
            try {
                return socket.getInputStream().available() > 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String statusLine() throws IOException {
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }

        boolean staysUnanswered() {
            try {
                socket.setSoTimeout(A_WHILE_MS);
                return socket.getInputStream().read() < 0;
            } catch (SocketTimeoutException e) {
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A folder from which the contracts are where the documentation says. */
    private static Path besideTheContracts(String name) throws IOException {
        Path folder = Files.createDirectory(work.resolve(name));
        Path contracts =
                Files.createDirectories(folder.resolve("proto/src/main")).resolve("proto");
        Files.createSymbolicLink(contracts, Path.of(System.getProperty("alambic.test.protos")));
        return folder;
    }

    private static String grpc() {
        return "127.0.0.1:" + student.grpcPort();
    }

    /** What lies on the samples topic. */
    private static List<SampleBatch> produced() throws InvalidProtocolBufferException {
        List<SampleBatch> produced = new ArrayList<>();
        TopicPartition partition = new TopicPartition(TopicNames.DEFAULT.samples(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                BROKER.clientSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    produced.add(SampleBatch.parseFrom(record.value()));
                }
            }
        }
        return produced;
    }

    private static void assertDocumented(SampleBatch batch, String... ids) {
        Tensor tensor = batch.getTensors(0);
        assertThat(batch.getSampleIdsList()).containsExactly(ids);
        assertThat(batch.getLabelsList()).containsExactly(7, -1);
        assertThat(batch.getEventTime().getSeconds()).isGreaterThan(1_700_000_000);
        assertThat(tensor.getName()).isEqualTo("image");
        assertThat(tensor.getDataType()).isEqualTo(DataType.DATA_TYPE_UINT8);
        assertThat(tensor.getShapeList()).containsExactly(2L, 1L, 28L, 28L);
        assertThat(tensor.getData().size()).isEqualTo(2 * 28 * 28);
        assertThat(tensor.getQuantization().getScale()).isEqualTo(1f / 255);
    }

    /** Makes a folder whose scripts find the packages of the lock file. */
    private static Path withJavaScriptPackages(Path folder) throws Exception {
        Files.createDirectories(folder);
        Files.createSymbolicLink(folder.resolve("node_modules"), javaScriptPackages());
        return folder;
    }

    /** Installs the packages of the lock file into the module's build folder, unless they are there. */
    private static synchronized Path javaScriptPackages() throws Exception {
        byte[] lock = Files.readAllBytes(resource("/npm/package-lock.json"));
        Path installed = Path.of("target", "npm", UUID.nameUUIDFromBytes(lock).toString())
                .toAbsolutePath();
        if (!Files.exists(installed)) {
            Files.createDirectories(installed.getParent());
            Path unfinished = Files.createTempDirectory(installed.getParent(), "unfinished");
            for (String file : List.of("package.json", "package-lock.json")) {
                Files.copy(resource("/npm/" + file), unfinished.resolve(file));
            }
            List<String> install = List.of(
                    "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", unfinished.toString());
            new ExternalTool(
                            install,
                            "npm cannot install the packages of src/test/resources/npm:"
                                    + " it needs Node.js with npm (Debian's packages are 'nodejs' and 'npm') and a network")
                    .require();
            Files.move(unfinished, installed);
        }
        return installed.resolve("node_modules");
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
        assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }
}
