package io.alambic.core.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.InputSpec;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.InvalidTensorException;
import io.alambic.core.tensor.MemoryFormat;
import io.alambic.core.tensor.Quantization;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketsTest {

    private static final List<TensorSpec> TEXT = InputSpec.parseAll("ids:INT64:T,mask:INT64:T");
    private static final Buckets BUCKETS = Buckets.parse("T=2/4/8", "ids=7");

    @Test
    void openDimensionsGetTheirLargestSize() {
        // When
        List<TensorSpec> sized = BUCKETS.sized(TEXT);

        // Then
        assertThat(sized).allMatch(input -> input.sampleShape().equals(new Shape(8)));
        assertThat(sized.stream().map(InputSpec::format)).containsExactly("ids:INT64:T", "mask:INT64:T");
        assertThat(BUCKETS.spec()).isEqualTo(new TensorSpec(Buckets.SIZES, TensorType.INT32, new Shape(1)));
    }

    @ParameterizedTest
    @CsvSource({"-1, 2", "0, 2", "2, 2", "3, 4", "8, 8"})
    void aSampleBelongsToTheSmallestBucketThatHoldsIt(int size, int bucket) {
        assertThat(BUCKETS.bucket("T", size)).isEqualTo(bucket);
    }

    @Test
    void samplesArePaddedWithTheNumberOfTheirTensorAndCarryTheirSizes() {
        // When
        List<EncodedTensor> padded = BUCKETS.pad(BUCKETS.sized(TEXT), List.of(longs("ids", 2, 3), longs("mask", 2, 3)));

        // Then
        assertThat(numbers(padded.get(0))).containsExactly(0, 1, 2, 7, 7, 7, 7, 7, 3, 4, 5, 7, 7, 7, 7, 7);
        assertThat(numbers(padded.get(1))).containsExactly(0, 1, 2, 0, 0, 0, 0, 0, 3, 4, 5, 0, 0, 0, 0, 0);
        assertThat(padded.get(2).data().getInt(0)).isEqualTo(3);
        assertThat(padded.get(2).shape()).isEqualTo(new Shape(2, 1));
    }

    @Test
    void theSameLetterIsTheSameSize() {
        assertThatThrownBy(() -> BUCKETS.pad(BUCKETS.sized(TEXT), List.of(longs("ids", 1, 3), longs("mask", 1, 4))))
                .isInstanceOf(InvalidTensorException.class)
                .hasMessage("tensor 'mask': expected 3 for T as in the tensors before, but it has 4");
    }

    @Test
    void aSizeAboveTheLargestIsRefusedByName() {
        assertThatThrownBy(() ->
                        longs("ids", 1, 9).requireSamples(BUCKETS.sized(TEXT).get(0), 1))
                .isInstanceOf(InvalidTensorException.class)
                .hasMessage("tensor 'ids': expected shape (1, T≤8), but it is (1, 9)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "T=8/4  |       | sizes of T must be at least 1 and ascending, but are [8, 4]",
                "T=0    |       | sizes of T must be at least 1 and ascending, but are [0]",
                "t=4    |       | expected LETTER=size/size/..., separated by comma, such as T=16/32/64, but got 't=4'",
                "T      |       | expected LETTER=size/size/..., separated by comma, such as T=16/32/64, but got 'T'",
                "H=4    |       | the open dimension T has no sizes: expected LETTER=size/size/..., separated by comma, such as T=16/32/64",
                "T=4,H=4|       | no input has the open dimension H, of which there are sizes",
                "T=4    | text=1| there is no input 'text' to pad",
            })
    void whatDoesNotFitIsSaidInOneSentence(String sizes, String padding, String message) {
        assertThatThrownBy(() ->
                        Buckets.parse(sizes, padding == null ? "" : padding).sized(TEXT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Property(tries = 50)
    void elementsStayInTheirPlaces(
            @ForAll @IntRange(min = 1, max = 3) int samples,
            @ForAll @IntRange(min = 1, max = 4) int channels,
            @ForAll @IntRange(min = 1, max = 5) int height,
            @ForAll @IntRange(min = 1, max = 5) int width,
            @ForAll boolean channelsLast) {
        // Given
        MemoryFormat format = channelsLast && channels > 1 ? MemoryFormat.CHANNELS_LAST : MemoryFormat.CONTIGUOUS;
        byte[] bytes = new byte[samples * channels * height * width];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i + 1);
        }
        Shape shape = new Shape(samples, channels, height, width);
        Quantization quantization = new Quantization(0.5f, 100);
        EncodedTensor image =
                new EncodedTensor("image", TensorType.UINT8, shape, ByteBuffer.wrap(bytes), quantization, format);

        // When
        EncodedTensor padded = Padding.to(new Shape(channels, 5, 6), image, 10);

        // Then
        for (int n = 0; n < samples; n++) {
            for (int c = 0; c < channels; c++) {
                for (int y = 0; y < 5; y++) {
                    for (int x = 0; x < 6; x++) {
                        byte expected = y < height && x < width ? at(image, n, c, y, x) : (byte) 120;
                        assertThat(at(padded, n, c, y, x)).isEqualTo(expected);
                    }
                }
            }
        }
    }

    private static byte at(EncodedTensor tensor, int... index) {
        long[] shape = tensor.shape().getShape();
        int[] order = tensor.format() == MemoryFormat.CHANNELS_LAST ? new int[] {0, 2, 3, 1} : new int[] {0, 1, 2, 3};
        int at = 0;
        for (int axis : order) {
            at = at * (int) shape[axis] + index[axis];
        }
        return tensor.data().get(at);
    }

    private static EncodedTensor longs(String name, int samples, int size) {
        ByteBuffer data = ByteBuffer.allocate(samples * size * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        IntStream.range(0, samples * size).forEach(data::putLong);
        return new EncodedTensor(name, TensorType.INT64, new Shape(samples, size), data.flip(), null);
    }

    private static List<Integer> numbers(EncodedTensor tensor) {
        return IntStream.range(0, (int) tensor.shape().size())
                .mapToObj(i -> (int) tensor.data().getLong(i * Long.BYTES))
                .toList();
    }
}
