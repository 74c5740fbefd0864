package io.alambic.teacher.topology;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.EncodedRows;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.TopKLogits;
import io.alambic.kafka.TopicNames;
import io.alambic.models.ModelIdentity;
import io.alambic.teacher.control.TeachingRate;
import io.alambic.teacher.model.TeacherAnswer;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Logits;
import io.alambic.v1.Origin;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnowledgeWriterTest {

    private static final int SAMPLES = 2;
    private static final int CLASSES = 4;

    @ParameterizedTest
    @ValueSource(ints = {0, CLASSES, 100})
    void allLogitsTravelWhereNoneOrNoFewerAreAskedFor(int logitsTopK) {
        assertThat(write(logitsTopK).getLogits().getFull().getShapeList()).containsExactly(2L, 4L);
    }

    @Test
    void theLargestLogitsTravelWithTheMassOfTheRest() {
        // When
        Logits logits = write(2).getLogits();

        // Then
        assertThat(logits.getTopK())
                .isEqualTo(TopKLogits.encode(write(0).getLogits().getFull(), 2));
        assertThat(logits.getTopK().getLogits().getShapeList()).containsExactly(2L, 2L);
    }

    @Test
    void onlyWhatTheStudentReadsTravelsOn() {
        assertThat(write(0, "edges").getInputsList())
                .extracting(Tensor::getName)
                .containsExactly("edges");
        assertThat(write(0).getInputsList()).extracting(Tensor::getName).containsExactly("image", "edges");
    }

    private static Knowledge write(int logitsTopK, String... studentInputs) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.arange(SAMPLES * CLASSES).toType(ai.djl.ndarray.types.DataType.FLOAT32, true);
            TeacherAnswer answer = new TeacherAnswer(
                    EncodedRows.encode(logits.reshape(new Shape(SAMPLES, CLASSES)), Encoding.FP32),
                    Map.of(),
                    new BitSet());
            SampleRecord record = new SampleRecord(
                    new Record<>(new byte[0], new byte[0], 0),
                    Origin.getDefaultInstance(),
                    SampleBatch.newBuilder()
                            .addTensors(Tensor.newBuilder().setName("image"))
                            .addTensors(Tensor.newBuilder().setName("edges"))
                            .build(),
                    List.of(),
                    SAMPLES,
                    Map.of());
            TeachingSettings settings = new TeachingSettings(
                    TopicNames.DEFAULT,
                    SAMPLES,
                    Duration.ofMillis(1),
                    1 << 20,
                    TeachingRate.ALL,
                    logitsTopK,
                    List.of(studentInputs),
                    Duration.ZERO);
            BitSet all = new BitSet();
            all.set(0, SAMPLES);
            return new KnowledgeWriter(new ModelIdentity("t", "1"), settings, new Fates())
                    .write(record, answer, 0, new SampleRows(all, SAMPLES));
        }
    }
}
