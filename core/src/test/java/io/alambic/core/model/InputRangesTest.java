package io.alambic.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.layer.LayerList;
import io.alambic.core.layer.declared.DeclaredArchitecture;
import io.alambic.core.layer.kind.LinearLayer;
import io.alambic.core.layer.kind.Places;
import io.alambic.core.layer.kind.TokenVectors;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.core.zoo.Cnn;
import io.alambic.core.zoo.TextEmbeddingBag;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InputRangesTest {

    private static final InputRanges TEN_TOKENS = new InputRanges(Map.of("ids", new InputRanges.Range(0, 9)));

    @Test
    void anArchitectureKnowsTheTokensOfItsEmbedding() {
        // Given
        TextEmbeddingBag zoo = new TextEmbeddingBag("ids", 10, 4, List.of(), 2);
        DeclaredArchitecture declared = new DeclaredArchitecture(
                new TensorSpec("ids", TensorType.INT64, new Shape(5)),
                LayerList.builder()
                        .add(new TokenVectors(10, 4))
                        .add(Places.MEAN)
                        .add(new LinearLayer(2))
                        .build());

        // Then
        assertThat(zoo.inputRanges()).isEqualTo(TEN_TOKENS);
        assertThat(declared.inputRanges()).isEqualTo(TEN_TOKENS);
        assertThat(BucketedArchitecture.of(
                                zoo.taking(new TensorSpec("ids", TensorType.INT64, new Shape(8), List.of("T"))),
                                Buckets.parse("T=4/8", ""))
                        .inputRanges())
                .isEqualTo(TEN_TOKENS);
        assertThat(new Cnn(List.of(1, 8, 8), List.of(4), List.of(), 2).inputRanges())
                .isEqualTo(InputRanges.NONE);
    }

    @ParameterizedTest
    @EnumSource(
            value = TensorType.class,
            names = {"INT64", "INT32", "INT8"})
    void aNumberOutsideIsNamedWithItsPlace(TensorType type) {
        // When, Then
        assertThat(TEN_TOKENS.firstOutside("ids", type, numbers(type, 0, 9))).isEmpty();
        assertThat(TEN_TOKENS.firstOutside("ids", type, numbers(type, 0, 10, -1)))
                .contains("element 1: expected a number from 0 to 9, but got 10");
        assertThat(TEN_TOKENS.firstOutside("ids", type, numbers(type, 3, 3, -1)))
                .contains("element 2: expected a number from 0 to 9, but got -1");
        assertThat(TEN_TOKENS.firstOutside("mask", type, numbers(type, -1))).isEmpty();
    }

    @Test
    void samplesWithSuchANumberAreFound() {
        // Given
        EncodedTensor tensor = new EncodedTensor(
                "ids", TensorType.INT64, new Shape(3, 2), numbers(TensorType.INT64, 1, 2, 3, 99, 5, 6), null);

        // Then
        assertThat(TEN_TOKENS.samplesOutside(tensor).stream()).containsExactly(1);
        assertThat(TEN_TOKENS.firstOutside(tensor, 1)).contains("element 1: expected a number from 0 to 9, but got 99");
        assertThat(InputRanges.NONE.samplesOutside(tensor).stream()).isEmpty();
    }

    private static ByteBuffer numbers(TensorType type, int... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int number : numbers) {
            switch (type) {
                case INT64 -> bytes.putLong(number);
                case INT32 -> bytes.putInt(number);
                default -> bytes.put((byte) number);
            }
        }
        return bytes.flip();
    }
}
