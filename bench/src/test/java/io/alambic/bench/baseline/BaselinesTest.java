package io.alambic.bench.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.alambic.bench.comparison.Quickstart;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.zoo.TextEmbeddingBag;
import io.alambic.datasets.text.TextFolder;
import io.alambic.datasets.text.TextTokenizer;
import io.alambic.testing.ExternalTool;
import io.alambic.testing.TextFixtures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the services are measured against does the same work. */
class BaselinesTest {

    @Test
    void theBareStudentLearnsAndIsAsLargeAsTheServicesStudent() {
        try (NDManager manager = NDManager.newBaseManager();
                BareStudent bare = new BareStudent(manager);
                TrainableNetwork student = Quickstart.STUDENT.newNetwork(manager, 1)) {
            // When
            float first = bare.step();
            float last = first;
            for (int step = 0; step < 60; step++) {
                last = bare.step();
            }

            // Then
            assertThat(last).isLessThan(first);
            assertThat(parameters(bare.network()))
                    .isEqualTo(student.parameterCount().orElseThrow() + 32 * 64 + 64);
        }
    }

    @Test
    void theBareStudentOfTextsLearnsAndIsAsLargeAsTheServicesStudent(@TempDir Path work) throws Exception {
        // Given
        Path folder = TextFixtures.folder(work);
        TextEmbeddingBag like = new TextEmbeddingBag("input_ids", TextFixtures.VOCABULARY, 4, List.of(), 2);
        try (TextTokenizer tokenizer = TextTokenizer.read(folder.resolve("tokenizer.json"), 16);
                NDManager manager = NDManager.newBaseManager();
                BareTextStudent bare = new BareTextStudent(
                        manager,
                        like,
                        tokenizer.tokenized(new TextFolder(folder).train()),
                        Buckets.parse("T=8/16", ""),
                        40,
                        0.05f,
                        2);
                TrainableNetwork student = like.newNetwork(manager, 1)) {
            // When
            float first = bare.step();
            float last = first;
            for (int step = 0; step < 60; step++) {
                last = bare.step();
            }

            // Then
            assertThat(last).isLessThan(first);
            assertThat(parameters(bare.network()))
                    .isEqualTo(student.parameterCount().orElseThrow());
        }
    }

    @Test
    void theBareTeacherIsAsLargeAsTheServicesTeacher() {
        try (NDManager manager = NDManager.newBaseManager();
                BareForward bare = new BareForward(manager, Quickstart.TEACHER, 8);
                TrainableNetwork teacher = Quickstart.TEACHER.newNetwork(manager, 1)) {
            // When
            bare.forward(8);

            // Then
            assertThat(parameters(bare.network()))
                    .isEqualTo(teacher.parameterCount().orElseThrow());
        }
    }

    @Test
    void thePythonLoopTrainsForAsLongAsItIsLet(@TempDir Path work) throws Exception {
        new ExternalTool(PythonScript.PROBE, PythonScript.MISSING).require();
        // Given
        try (PythonLoop loop = new PythonLoop("PyTorch", new PythonScript("student_loop.py", work, 1, List.of()))) {
            // When
            double rate = loop.samplesPerSecond(Duration.ofMillis(200));

            // Then
            assertThat(rate).isPositive().isFinite();
        }
    }

    private static long parameters(Block network) {
        return network.getParameters().values().stream()
                .mapToLong(parameter -> parameter.getArray().size())
                .sum();
    }
}
