package io.alambic.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.alambic.client.NamedTensor.Quantization;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NamedTensorTest {

    @Test
    void elementsTravelLittleEndian() {
        assertThat(NamedTensor.of("x", new float[] {1f}, 1, 1).data().toByteArray())
                .containsExactly(0, 0, 0x80, 0x3f);
        assertThat(NamedTensor.of("x", new double[] {1d}, 1, 1).data().toByteArray())
                .containsExactly(0, 0, 0, 0, 0, 0, 0xf0, 0x3f);
        assertThat(NamedTensor.of("x", new int[] {258}, 1, 1).data().toByteArray())
                .containsExactly(2, 1, 0, 0);
        assertThat(NamedTensor.of("x", new long[] {258}, 1, 1).data().toByteArray())
                .containsExactly(2, 1, 0, 0, 0, 0, 0, 0);
        assertThat(NamedTensor.of("x", new byte[] {7, -1}, 2, 1).data().toByteArray())
                .containsExactly(7, -1);
    }

    @Property
    void floatsComeBackAsTheyWent(@ForAll @Size(6) float[] elements) {
        // When
        NamedTensor tensor = NamedTensor.of("x", elements, 2, 3);

        // Then
        assertThat(tensor.floats()).containsExactly(elements);
        assertThat(tensor.rows()[1]).containsExactly(elements[3], elements[4], elements[5]);
    }

    @Property(tries = 200)
    void quantizedBytesStandForRealNumbers(@ForAll byte element, @ForAll @IntRange(min = -9, max = 9) int zero) {
        // Given
        Quantization how = new Quantization(0.5f, zero);

        // When
        float unsigned = NamedTensor.of("x", new byte[] {element}, 1, 1)
                .quantized(how)
                .dequantized()
                .floats()[0];
        float signed = NamedTensor.of("x", ElementType.INT8, ByteBuffer.wrap(new byte[] {element}), 1, 1)
                .quantized(how)
                .dequantized()
                .floats()[0];

        // Then
        assertThat(unsigned).isEqualTo(0.5f * ((element & 0xff) - zero));
        assertThat(signed).isEqualTo(0.5f * (element - zero));
    }

    @Test
    void aShapeThatDoesNotFitIsRefusedWithWhatWasExpectedAndWhatCame() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamedTensor.of("image", new float[784], 2, 1, 28, 28))
                .withMessage("tensor 'image' of shape [2, 1, 28, 28] needs 1568 elements, but 784 came");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamedTensor.of("image", ElementType.FP16, ByteBuffer.allocate(3), 1, 2))
                .withMessage("tensor 'image' of type FP16 and shape [1, 2] needs 4 bytes, but 3 came");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamedTensor.of("image", new float[0], 0, 2))
                .withMessageContaining("dimensions from 1 up, the number of samples first, but has [0, 2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamedTensor.of("image", new float[1]))
                .withMessageContaining("but has []");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamedTensor.of("image", new byte[0], Long.MAX_VALUE, 2))
                .withMessageContaining("is too large");
        assertThatIllegalArgumentException().isThrownBy(() -> NamedTensor.of(" ", new float[1], 1));
    }

    @Test
    void onlyBytesCanBeQuantizedAndOnlyByASensibleScale() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamedTensor.of("x", new float[1], 1).quantized(Quantization.PIXELS))
                .withMessageContaining("needs UINT8 or INT8, but is FP32");
        assertThatIllegalArgumentException().isThrownBy(() -> new Quantization(Float.NaN, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Quantization(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Quantization(Float.POSITIVE_INFINITY, 0));
    }

    @Test
    void onlyFloatsAreReadAsFloats() {
        // Given
        NamedTensor tensor = NamedTensor.of("x", new int[] {1}, 1, 1);

        // Then
        assertThatIllegalStateException()
                .isThrownBy(tensor::floats)
                .withMessage("tensor 'x' holds INT32, not FP32; read its bytes");
    }
}
