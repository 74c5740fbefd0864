package io.alambic.student.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.cost.feature.MseDistance;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.model.InputRanges;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.Signature;
import io.alambic.core.task.Tasks;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.v1.DataType;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Logits;
import io.alambic.v1.Origin;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Knowledge about sentences of up to 4 tokens, each with 2 logits and a hidden state; the teacher's is wider than the student's. */
class OpenKnowledgeTest {

    private static final int SAMPLES = 2;
    private static final Buckets BUCKETS = Buckets.parse("T=2/4", "ids=9");
    private static final Signature STUDENT = student();

    private final KnowledgeRules rules = new KnowledgeRules(
            Tasks.named("dense-channels-last"),
            STUDENT,
            InputRanges.NONE,
            List.of(FeaturePair.parse("states:hidden").seen(STUDENT.output("hidden"))),
            new MseDistance(),
            OutputTerm.KL);

    private static Signature student() {
        List<TensorSpec> inputs = new ArrayList<>(BUCKETS.sized(InputSpec.parseAll("ids:FP32:T")));
        inputs.add(BUCKETS.spec());
        List<TensorSpec> outputs = List.of(
                new TensorSpec(Signature.LOGITS, TensorType.FP32, new Shape(4, 2), List.of("T", "")),
                new TensorSpec("hidden", TensorType.FP32, new Shape(4, 3), List.of("T", "")));
        return new Signature(inputs, outputs, Optional.of(BUCKETS));
    }

    @Test
    void everyTensorOfARecordGetsTheLargestSizeAndTheRecordsOwnStaysKnown() throws RefusedKnowledgeException {
        // When
        CheckedTensors checked = rules.check(knowledge(3, 3, 3, 3));

        // Then
        assertThat(numbers(checked.inputs().get(0))).containsExactly(0, 1, 2, 9, 3, 4, 5, 9);
        assertThat(checked.inputs().get(1).data().asIntBuffer())
                .isEqualTo(ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asIntBuffer()
                        .put(3)
                        .put(3)
                        .flip());
        assertThat(checked.logits().shape()).isEqualTo(new Shape(SAMPLES, 4, 2));
        assertThat(numbers(checked.logits())).containsExactly(0, 1, 2, 3, 4, 5, 0, 0, 6, 7, 8, 9, 10, 11, 0, 0);
        assertThat(checked.features()).extracting(EncodedTensor::shape).containsExactly(new Shape(SAMPLES, 4, 5));
        assertThat(checked.labels().shape()).isEqualTo(new Shape(SAMPLES, 4));
    }

    @Test
    void recordsOfManySizesCountAsOneShape() throws RefusedKnowledgeException {
        for (int size = 1; size <= 4; size++) {
            CheckedTensors checked = rules.check(knowledge(size, size, size, size));
            rules.accepted(checked);
            assertThat(checked.logits().sampleShape()).isEqualTo(new Shape(4, 2));
        }
    }

    @Test
    void aRecordWithoutLabelsIsLearnedFrom() throws RefusedKnowledgeException {
        // Given
        Knowledge unlabelled =
                knowledge(2, 2, 2, 2).toBuilder().clearLabelTensor().build();

        // Then
        assertThat(rules.check(unlabelled).labels().shape()).isEqualTo(new Shape(SAMPLES, 4));
    }

    @Test
    void aTeacherThatAnswersForOtherPlacesThanTheInputHasIsRefused() {
        assertThatThrownBy(() -> rules.check(knowledge(3, 2, 3, 3)))
                .isInstanceOf(ContractMismatchException.class)
                .hasMessageEndingWith("tensor 'logits': expected 3 for T as in the tensors before, but it has 2");
        assertThatThrownBy(() -> rules.check(knowledge(3, 3, 4, 3)))
                .isInstanceOf(ContractMismatchException.class)
                .hasMessageEndingWith("tensor 'states': expected 3 for T as in the tensors before, but it has 4");
        assertThatThrownBy(() -> rules.check(knowledge(3, 3, 3, 1)))
                .isInstanceOf(ContractMismatchException.class)
                .hasMessageEndingWith("tensor 'labels': expected 3 for T as in the tensors before, but it has 1");
    }

    @Test
    void aSizeAboveTheLargestIsRefused() {
        assertThatThrownBy(() -> rules.check(knowledge(4, 5, 4, 4)))
                .isInstanceOf(ContractMismatchException.class)
                .hasMessageEndingWith("tensor 'logits': expected shape (2, T≤4, 2), but it is (2, 5, 2)");
        assertThatThrownBy(() -> rules.check(knowledge(4, 4, 4, 5)))
                .isInstanceOf(ContractMismatchException.class)
                .hasMessageEndingWith("labels: expected shape (2, T≤4), but it is (2, 5)");
    }

    private static Knowledge knowledge(int ids, int logits, int states, int labels) {
        return Knowledge.newBuilder()
                .setTeacherName("t")
                .setTeacherVersion("1")
                .setOrigin(Origin.newBuilder().setTopic("samples"))
                .addInputs(floats("ids", SAMPLES, ids))
                .setLogits(Logits.newBuilder().setFull(floats("logits", SAMPLES, logits, 2)))
                .addFeatureMaps(floats("states", SAMPLES, states, 5))
                .setLabelTensor(zeros("labels", SAMPLES, labels))
                .build();
    }

    /** Numbers from 0 on. */
    private static Tensor floats(String name, int... shape) {
        int elements = IntStream.of(shape).reduce(1, Math::multiplyExact);
        ByteBuffer data = ByteBuffer.allocate(elements * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        IntStream.range(0, elements).forEach(data::putFloat);
        return tensor(name, DataType.DATA_TYPE_FP32, data.flip(), shape);
    }

    private static Tensor zeros(String name, int... shape) {
        int elements = IntStream.of(shape).reduce(1, Math::multiplyExact);
        return tensor(name, DataType.DATA_TYPE_INT32, ByteBuffer.allocate(elements * Integer.BYTES), shape);
    }

    private static Tensor tensor(String name, DataType type, ByteBuffer data, int... shape) {
        return Tensor.newBuilder()
                .setName(name)
                .setDataType(type)
                .addAllShape(IntStream.of(shape).mapToObj(i -> (long) i).toList())
                .setData(ByteString.copyFrom(data))
                .build();
    }

    private static float[] numbers(EncodedTensor tensor) {
        float[] numbers = new float[tensor.data().remaining() / Float.BYTES];
        tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
        return numbers;
    }
}
