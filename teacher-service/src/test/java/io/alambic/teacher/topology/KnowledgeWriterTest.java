package io.alambic.teacher.topology;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.EncodedRows;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.SampledLogits;
import io.alambic.core.tensor.TopKLogits;
import io.alambic.kafka.TopicNames;
import io.alambic.models.ModelIdentity;
import io.alambic.teacher.TinyModel;
import io.alambic.teacher.control.KeyShare;
import io.alambic.teacher.control.TeachingRate;
import io.alambic.teacher.model.TeacherAnswer;
import io.alambic.teacher.records.SampleRows;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Logits;
import io.alambic.v1.Origin;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnowledgeWriterTest {

    private static final int SAMPLES = 2;
    private static final int CLASSES = 4;
    private static final Shape SHAPE = new Shape(SAMPLES, CLASSES);
    private static final BitSet ALL = first(SAMPLES);
    private static final BitSet SECOND = BitSet.valueOf(new long[] {0b10});
    private static final Origin ORIGIN = Origin.newBuilder()
            .setTopic("samples")
            .setPartition(3)
            .setOffset(41)
            .build();

    @ParameterizedTest
    @ValueSource(ints = {0, CLASSES, 100})
    void allLogitsTravelWhereNoneOrNoFewerAreAskedFor(int logitsTopK) {
        assertThat(write(LogitsForm.of(logitsTopK, 0, 1)).getLogits().getFull().getShapeList())
                .containsExactly(2L, 4L);
    }

    @Test
    void theLargestLogitsTravelWithTheMassOfTheRest() {
        // When
        Logits logits = write(LogitsForm.of(2, 0, 1)).getLogits();

        // Then
        assertThat(logits.getTopK())
                .isEqualTo(TopKLogits.encode(
                        write(new LogitsForm.All()).getLogits().getFull(), 2));
        assertThat(logits.getTopK().getLogits().getShapeList()).containsExactly(2L, 2L);
    }

    @Test
    void theLargestLogitsOfEachPlaceTravel() {
        // When
        Logits logits = write(LogitsForm.of(2, 0, 1), ALL, new Shape(SAMPLES, 1, CLASSES))
                .getLogits();

        // Then
        assertThat(logits.getTopK().getLogits().getShapeList()).containsExactly(2L, 1L, 2L);
        assertThat(logits.getTopK().getRest().getShapeList()).containsExactly(2L, 1L);
    }

    @Test
    void whichClassesAreDrawnFollowsFromTheRecordAndTheIndexOfTheSampleInIt() {
        // Given
        LogitsForm form = LogitsForm.of(0, 3, 2);
        Tensor full = write(new LogitsForm.All()).getLogits().getFull();

        // When
        Logits both = write(form).getLogits();
        Logits second = write(form, SECOND, SHAPE).getLogits();

        // Then
        SampledLogits draws = new SampledLogits(3, 2);
        assertThat(both.getTopK()).isEqualTo(draws.encode(full, ORIGIN, new int[] {0, 1}));
        assertThat(second.getTopK())
                .isEqualTo(draws.encode(
                        write(new LogitsForm.All(), SECOND, SHAPE).getLogits().getFull(), ORIGIN, new int[] {1}));
    }

    @Test
    void theOnlyClassThereIsTravelsAsItIs() {
        // When
        Logits logits = write(LogitsForm.of(0, 3, 1), first(SAMPLES * CLASSES), new Shape(SAMPLES * CLASSES, 1))
                .getLogits();

        // Then
        assertThat(logits.getFull().getShapeList()).containsExactly(8L, 1L);
    }

    @Test
    void onlyWhatTheStudentReadsTravelsOn() {
        assertThat(write(new LogitsForm.All(), ALL, SHAPE, "edges").getInputsList())
                .extracting(Tensor::getName)
                .containsExactly("edges");
        assertThat(write(new LogitsForm.All()).getInputsList())
                .extracting(Tensor::getName)
                .containsExactly("image", "edges");
    }

    private static Knowledge write(LogitsForm form) {
        return write(form, ALL, SHAPE);
    }

    private static Knowledge write(LogitsForm form, BitSet taught, Shape shape, String... studentInputs) {
        int samples = Math.toIntExact(shape.get(0));
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.arange(SAMPLES * CLASSES).toType(ai.djl.ndarray.types.DataType.FLOAT32, true);
            TeacherAnswer answer =
                    new TeacherAnswer(EncodedRows.encode(logits.reshape(shape), Encoding.FP32), Map.of(), new BitSet());
            SampleRecord record = new SampleRecord(
                    new Record<>(new byte[0], new byte[0], 0),
                    ORIGIN,
                    SampleBatch.newBuilder()
                            .addTensors(Tensor.newBuilder().setName("image").addShape(SAMPLES))
                            .addTensors(Tensor.newBuilder().setName("edges").addShape(SAMPLES))
                            .build(),
                    List.of(),
                    Map.of(),
                    samples,
                    0,
                    Map.of(),
                    new BitSet());
            TeachingSettings settings = new TeachingSettings(
                    TeacherIdentity.OF_MODEL,
                    TopicNames.DEFAULT,
                    SAMPLES,
                    Duration.ofMillis(1),
                    1 << 20,
                    TeachingRate.ALL,
                    KeyShare.ALL,
                    form,
                    List.of(studentInputs),
                    Duration.ZERO,
                    Augmentations.NONE,
                    Optional.empty());
            return new KnowledgeWriter(TinyModel.ARCHITECTURE.signature(), new ModelIdentity("t", "1"), settings)
                    .write(record, answer, 0, new SampleRows(taught, samples));
        }
    }

    private static BitSet first(int samples) {
        BitSet set = new BitSet();
        set.set(0, samples);
        return set;
    }
}
