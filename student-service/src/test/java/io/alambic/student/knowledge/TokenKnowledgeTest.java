package io.alambic.student.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import io.alambic.core.cost.feature.MseDistance;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.task.Tasks;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.core.zoo.TextEmbeddingBag;
import io.alambic.v1.DataType;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Logits;
import io.alambic.v1.Origin;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Knowledge about texts of two tokens for a student that knows ten. */
class TokenKnowledgeTest {

    private static final int TOKENS = 2;
    private static final LayeredArchitecture STUDENT = new TextEmbeddingBag("ids", 10, 4, List.of(), 2)
            .taking(new TensorSpec("ids", TensorType.INT64, new Shape(TOKENS)));

    private final KnowledgeRules rules = new KnowledgeRules(
            Tasks.CLASSIFICATION,
            STUDENT.signature(),
            STUDENT.inputRanges(),
            List.of(),
            new MseDistance(),
            OutputTerm.KL);

    @Test
    void aSampleWithAnUnknownTokenIsRefusedByItself() throws Exception {
        // When
        CheckedTensors checked = rules.check(knowledge(1, 2, 3, 10, 9, 0));

        // Then
        List<String> refused = new ArrayList<>();
        checked.refused().forEach((sample, reason) -> refused.add(reason.refusal() + " " + reason.getMessage()));
        assertThat(refused)
                .containsExactly(
                        "MISMATCH input 'ids': sample 1: element 1: expected a number from 0 to 9, but got 10");
    }

    @Test
    void aTeacherOfOtherTokensOnlyIsNotTrusted() {
        assertThatThrownBy(() -> rules.check(knowledge(11, 12, -1, 3)))
                .isInstanceOf(ContractMismatchException.class)
                .hasMessage("input 'ids': sample 0: element 0: expected a number from 0 to 9, but got 11");
    }

    private static Knowledge knowledge(long... tokens) {
        int samples = tokens.length / TOKENS;
        ByteBuffer ids = ByteBuffer.allocate(tokens.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long token : tokens) {
            ids.putLong(token);
        }
        return Knowledge.newBuilder()
                .setTeacherName("teacher")
                .setOrigin(Origin.newBuilder().setTopic("samples"))
                .addInputs(tensor("ids", DataType.DATA_TYPE_INT64, samples, ids.flip()))
                .setLogits(Logits.newBuilder()
                        .setFull(tensor(
                                "logits",
                                DataType.DATA_TYPE_FP32,
                                samples,
                                ByteBuffer.allocate(samples * 2 * Float.BYTES))))
                .build();
    }

    private static Tensor tensor(String name, DataType type, int samples, ByteBuffer data) {
        return Tensor.newBuilder()
                .setName(name)
                .setDataType(type)
                .addShape(samples)
                .addShape(2)
                .setData(ByteString.copyFrom(data))
                .build();
    }
}
