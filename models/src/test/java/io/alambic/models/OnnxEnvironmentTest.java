package io.alambic.models;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.InputSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own, as only one that ends shows what ONNX Runtime does then. */
class OnnxEnvironmentTest {

    @TempDir
    Path folder;

    @Test
    void aProcessThatEndsWhileAModelIsInUseDoesNotCrash() throws Exception {
        // When
        Ended ended = run();

        // Then
        assertThat(ended.status()).as(ended.output()).isEqualTo(InUse.STATUS);
    }

    @Test
    void aProcessWithALongCommandLineUsesModels() throws Exception {
        // When
        Ended ended = run("x".repeat(50_000));

        // Then
        assertThat(ended.status()).as(ended.output()).isEqualTo(InUse.STATUS);
    }

    private record Ended(int status, String output) {}

    private Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                InUse.class.getName()));
        line.addAll(List.of(arguments));
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        return new Ended(process.waitFor(), Files.readString(output));
    }

    /** Ends while a thread opens and closes models, and lets it do so some times more. */
    static final class InUse {

        static final int STATUS = 3;

        private static final int USES = 20;

        private InUse() {}

        public static void main(String[] args) throws InterruptedException {
            CountDownLatch first = new CountDownLatch(1);
            CountDownLatch last = new CountDownLatch(USES);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> await(last)));
            Thread user = new Thread(() -> {
                try (NDManager manager = NDManager.newBaseManager()) {
                    for (int i = 0; i < USES; i++) {
                        ModelFile.load(SampleModels.ONNX, InputSpec.parseAll("image:FP32:1x8x8"), manager)
                                .close();
                        first.countDown();
                        last.countDown();
                    }
                } catch (Throwable e) {
                    e.printStackTrace();
                    Runtime.getRuntime().halt(1);
                }
            });
            user.setDaemon(true);
            user.start();
            first.await();
            System.exit(STATUS);
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
