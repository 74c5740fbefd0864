package io.alambic.core.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.evaluate.EchoNetwork;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeldOutLayersTest {

    private static final int WIDTH = 3;
    private static final String TEACHER = "teacher@1";

    private final NDManager manager = NDManager.newBaseManager();
    private final EchoNetwork student = new EchoNetwork(new Shape(WIDTH));
    private final HeldOutLayers layers = new HeldOutLayers();
    private final Random random = new Random(7);

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void eachLayerOfTheTeacherIsComparedWithEachOfTheStudent() {
        // Given
        EncodedTensor asked = tensor("x", HeldOutLayers.SAMPLES, WIDTH);
        EncodedTensor block = tensor("block1", HeldOutLayers.SAMPLES, 2 * WIDTH);
        EncodedTensor logits = new EncodedTensor("logits", TensorType.FP32, asked.shape(), asked.data(), null);

        // When
        append(TEACHER, asked, List.of(block, logits), HeldOutLayers.SAMPLES);

        // Then
        MinibatchCka expected = new MinibatchCka();
        expected.add(array(block), array(asked));
        List<LayerSimilarity> similarities = layers.compare(student, manager);
        assertThat(similarities)
                .extracting(LayerSimilarity::teacherLayer, LayerSimilarity::studentLayer)
                .containsExactly(tuple("block1", "logits"), tuple("logits", "logits"));
        assertThat(similarities.get(0).cka()).isCloseTo(expected.value().orElseThrow(), within(1e-9));
        assertThat(similarities.get(1).cka()).isCloseTo(1, within(1e-9));
    }

    @Test
    void nothingIsSaidBeforeTheBatchIsFullAndAfterItWasLeft() {
        // Given
        EncodedTensor asked = tensor("x", HeldOutLayers.SAMPLES, WIDTH);

        // When
        append(TEACHER, asked, List.of(asked), HeldOutLayers.SAMPLES - 1);
        List<LayerSimilarity> early = layers.compare(student, manager);
        append(TEACHER, asked, List.of(asked), 1);
        List<LayerSimilarity> full = layers.compare(student, manager);
        layers.next();

        // Then
        assertThat(early).isEmpty();
        assertThat(full).hasSize(1);
        assertThat(layers.compare(student, manager)).isEmpty();
    }

    @Test
    void largeLayersMakeASmallBatch() {
        // Given: samples of 6 MiB
        EncodedTensor asked = tensor("x", LayerKernel.FEWEST, WIDTH);
        EncodedTensor large = tensor("block1", LayerKernel.FEWEST, 6 << 18);

        // When
        append(TEACHER, asked, List.of(large), LayerKernel.FEWEST - 1);
        List<LayerSimilarity> early = layers.compare(student, manager);
        layers.append(TEACHER, List.of(asked), List.of(large), LayerKernel.FEWEST - 1);

        // Then
        assertThat(early).isEmpty();
        assertThat(layers.compare(student, manager)).hasSize(1);
    }

    @Test
    void samplesOfAnotherTeacherOrOfOtherShapesAreLeftOutUntilTheyAreMany() {
        // Given
        EncodedTensor asked = tensor("x", HeldOutLayers.SAMPLES, WIDTH);
        EncodedTensor other = tensor("x", HeldOutLayers.SAMPLES, 2 * WIDTH);
        append(TEACHER, asked, List.of(asked), HeldOutLayers.SAMPLES / 2);

        // When
        append("teacher@2", asked, List.of(asked), HeldOutLayers.SAMPLES);
        append(TEACHER, other, List.of(other), HeldOutLayers.SAMPLES);
        append(TEACHER, asked, List.of(asked), HeldOutLayers.SAMPLES / 2);
        List<LayerSimilarity> ofTheFirst = layers.compare(student, manager);
        layers.next();
        append(TEACHER, asked, List.of(asked), 1);
        append("teacher@2", asked, List.of(asked), HeldOutLayers.MOST_REFUSED);
        append("teacher@2", asked, List.of(asked), HeldOutLayers.SAMPLES);

        // Then
        assertThat(ofTheFirst).hasSize(1);
        assertThat(layers.compare(student, manager)).hasSize(1);
    }

    @Test
    void aStudentThatAnswersWithoutANumberIsNotCompared() {
        // Given
        EncodedTensor asked = tensor("x", HeldOutLayers.SAMPLES, WIDTH);
        asked.data().putFloat(0, Float.NaN);

        // When
        append(TEACHER, asked, List.of(tensor("logits", HeldOutLayers.SAMPLES, WIDTH)), HeldOutLayers.SAMPLES);

        // Then
        assertThat(layers.compare(student, manager)).isEmpty();
    }

    private void append(String teacher, EncodedTensor asked, List<EncodedTensor> answers, int samples) {
        for (int i = 0; i < samples; i++) {
            layers.append(teacher, List.of(asked), answers, i % HeldOutLayers.SAMPLES);
        }
    }

    private NDArray array(EncodedTensor tensor) {
        float[] numbers = new float[tensor.data().remaining() / Float.BYTES];
        tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
        return manager.create(numbers, tensor.shape());
    }

    private EncodedTensor tensor(String name, int samples, int width) {
        return new EncodedTensor(name, TensorType.FP32, new Shape(samples, width), bytes(samples * width), null);
    }

    private ByteBuffer bytes(int numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < numbers; i++) {
            bytes.putFloat((float) random.nextGaussian());
        }
        return bytes.flip();
    }
}
