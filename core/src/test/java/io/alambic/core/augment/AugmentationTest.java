package io.alambic.core.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.MemoryFormat;
import io.alambic.core.tensor.Quantization;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {

    private static final Quantization PIXEL = new Quantization(1f / 255, 100);

    /** The contract of every augmentation, alone and in a chain. */
    @ParameterizedTest
    @ValueSource(strings = {"mirror", "crop(0.5)", "noise(0.1)", "drop(0.3)", "mirror+crop(0.5)+noise(0.1)"})
    void equalSeedsGiveEqualSamplesAndOthersDoNotAndTheOriginalStays(String name) {
        // Given
        AugmentationChain chain = AugmentationChain.parse(name);
        EncodedTensor tensor = name.startsWith("drop") ? tokens(4, 20) : image(4, 2, 4, 6, MemoryFormat.CONTIGUOUS);
        byte[] before = bytes(tensor);

        // When
        EncodedTensor changed = chain.of(tensor, row -> row % 2);

        // Then
        assertThat(bytes(tensor)).isEqualTo(before);
        assertThat(bytes(changed)).isNotEqualTo(before);
        assertThat(bytes(chain.of(tensor, row -> row % 2))).isEqualTo(bytes(changed));
        assertThat(changed.samples()).isEqualTo(4);
        Set<String> distinct = new TreeSet<>();
        for (int seed = 0; seed < 20; seed++) {
            int own = seed;
            distinct.add(Arrays.toString(bytes(chain.of(tensor, row -> own))));
        }
        assertThat(distinct.size()).isGreaterThan(name.equals("mirror") ? 0 : 5);
    }

    @ParameterizedTest
    @CsvSource({"mirror, tokens", "crop(0.1), vector", "noise(1), tokens", "noise(1), bytes", "drop(0.5), vector"})
    void aTensorOfAnotherKindStaysAsItIs(String name, String kind) {
        // Given
        EncodedTensor tensor =
                switch (kind) {
                    case "tokens" -> tokens(2, 9);
                    case "vector" -> vector(2, 9);
                    default ->
                        new EncodedTensor(
                                "bytes", TensorType.UINT8, new Shape(2, 1, 1, 2), ByteBuffer.allocate(4), null);
                };

        // Then
        assertThat(AugmentationChain.parse(name).of(tensor, row -> row)).isSameAs(tensor);
    }

    @Test
    void theLeftOfAMirroredImageIsTheRightOfTheOriginal() {
        // When
        byte[] mirrored =
                bytes(AugmentationChain.parse("mirror").of(image(1, 2, 2, 3, MemoryFormat.CONTIGUOUS), row -> 0));

        // Then
        assertThat(mirrored).containsExactly(3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mirror", "crop(0.4)"})
    void theChannelsOfAPixelMoveTogetherHoweverTheyLie(String name) {
        // Given
        EncodedTensor planes = image(1, 2, 4, 6, MemoryFormat.CONTIGUOUS);
        EncodedTensor pixels = image(1, 2, 4, 6, MemoryFormat.CHANNELS_LAST);

        for (int seed = 0; seed < 20; seed++) {
            // When
            int own = seed;
            byte[] ofPlanes = bytes(AugmentationChain.parse(name).of(planes, row -> own));
            byte[] ofPixels = bytes(AugmentationChain.parse(name).of(pixels, row -> own));

            // Then
            byte[] first = Arrays.copyOf(ofPlanes, 24);
            byte[] second = Arrays.copyOfRange(ofPlanes, 24, 48);
            for (int pixel = 0; pixel < 24; pixel++) {
                int at = pixel;
                int source = IntStream.range(0, 24)
                        .filter(i -> bytes(planes)[i] == first[at])
                        .findFirst()
                        .orElse(-1);
                assertThat(second[pixel]).isEqualTo(source < 0 ? 100 : bytes(planes)[24 + source]);
                int stored = IntStream.range(0, 24)
                        .filter(i -> bytes(pixels)[2 * i] == ofPixels[2 * at])
                        .findFirst()
                        .orElse(-1);
                assertThat(stored).isEqualTo(source);
            }
        }
    }

    @Test
    void aCropMovesEveryPixelAlikeAndNoFartherThanItsShare() {
        // Given: an image of 4 rows and 8 columns moves by a quarter, so by 1 row and 2 columns at most
        EncodedTensor image = floats(new Shape(1, 1, 4, 8));
        Set<String> moves = new TreeSet<>();

        for (int seed = 0; seed < 200; seed++) {
            // When
            int own = seed;
            ByteBuffer moved = AugmentationChain.parse("crop(0.25)")
                    .of(image, row -> own)
                    .data()
                    .order(ByteOrder.LITTLE_ENDIAN);

            // Then: the pixel in the middle tells where the others came from
            int source = (int) moved.getFloat(4 * (1 * 8 + 3)) - 1;
            int down = 1 - source / 8;
            int right = 3 - source % 8;
            moves.add(down + " " + right);
            for (int i = 0; i < 32; i++) {
                int row = i / 8 - down;
                int column = i % 8 - right;
                boolean inside = row >= 0 && row < 4 && column >= 0 && column < 8;
                assertThat(moved.getFloat(4 * i)).isEqualTo(inside ? 1 + row * 8 + column : 0);
            }
        }
        assertThat(moves).hasSize(3 * 5);
    }

    @Test
    void noiseHasItsDeviationAndNoMeanAndStaysWithinTheNumbersOfTheTensor() {
        // Given
        EncodedTensor zeros =
                new EncodedTensor("x", TensorType.FP32, new Shape(1, 20_000), ByteBuffer.allocate(80_000), null);
        EncodedTensor bytes = new EncodedTensor(
                "x", TensorType.UINT8, new Shape(1, 1000), ByteBuffer.allocate(1000), new Quantization(0.5f, 0));

        // When
        ByteBuffer noise =
                AugmentationChain.parse("noise(2)").of(zeros, row -> 1).data().order(ByteOrder.LITTLE_ENDIAN);
        byte[] noisy = bytes(AugmentationChain.parse("noise(2)").of(bytes, row -> 1));

        // Then
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 20_000; i++) {
            sum += noise.getFloat(4 * i);
            squares += Math.pow(noise.getFloat(4 * i), 2);
        }
        assertThat(sum / 20_000).isCloseTo(0, within(0.05));
        assertThat(Math.sqrt(squares / 20_000)).isCloseTo(2, within(0.05));
        assertThat(noisy).contains(0);
        for (byte element : noisy) {
            assertThat(element).isBetween((byte) 0, (byte) 25);
        }
    }

    @Test
    void droppedTokensAreTheSameOfIdsAndMaskAndTheFirstAndTheOrderStay() {
        // Given
        EncodedTensor ids = tokens(1, 10);
        Set<Long> left = new TreeSet<>();

        for (int seed = 0; seed < 50; seed++) {
            // When
            int own = seed;
            EncodedTensor shorter = AugmentationChain.parse("drop(0.3)").of(ids, row -> own);

            // Then
            assertThat(shorter.sampleShape()).isEqualTo(new Shape(7));
            long[] kept = new long[7];
            shorter.data()
                    .duplicate()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asLongBuffer()
                    .get(kept);
            assertThat(kept).startsWith(1).isSorted().doesNotHaveDuplicates();
            Arrays.stream(kept).forEach(left::add);
        }
        assertThat(left).hasSize(10);
        assertThat(AugmentationChain.parse("drop(0.01)")
                        .of(tokens(2, 1), row -> row)
                        .sampleShape())
                .isEqualTo(new Shape(1));
        assertThat(AugmentationChain.parse("drop(0.01)")
                        .of(tokens(2, 2), row -> row)
                        .sampleShape())
                .isEqualTo(new Shape(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "flip",
                "mirror(1)",
                "crop",
                "crop(0)",
                "crop(1)",
                "noise(0)",
                "noise(NaN)",
                "drop(1)",
                "mirror+"
            })
    void whatIsNoAugmentationIsRefused(String text) {
        assertThatThrownBy(() -> AugmentationChain.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void aChangeOfTheSizeFitsAnOpenInputAlone() {
        // Given
        AugmentationChain chain = AugmentationChain.parse("drop(0.1)");
        TensorSpec open = new TensorSpec("ids", TensorType.INT64, new Shape(64), List.of("T"));
        TensorSpec fixed = new TensorSpec("ids", TensorType.INT64, new Shape(64));

        // Then
        assertThatCode(() -> chain.requireFit(List.of(open))).doesNotThrowAnyException();
        assertThatThrownBy(() -> chain.requireFit(List.of(fixed)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("drop(0.1)", "is fixed", "ids");
    }

    /** Elements 1, 2, ... in the order in which they lie. */
    private static EncodedTensor image(int n, int c, int h, int w, MemoryFormat format) {
        ByteBuffer data = ByteBuffer.allocate(n * c * h * w);
        for (int i = 0; i < data.capacity(); i++) {
            data.put((byte) (1 + i % (c * h * w)));
        }
        return new EncodedTensor("image", TensorType.UINT8, new Shape(n, c, h, w), data.flip(), PIXEL, format);
    }

    private static EncodedTensor floats(Shape shape) {
        ByteBuffer data = ByteBuffer.allocate((int) (4 * shape.size())).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < shape.size(); i++) {
            data.putFloat(1 + i);
        }
        return new EncodedTensor("image", TensorType.FP32, shape, data.flip(), null);
    }

    private static EncodedTensor vector(int n, int width) {
        return floats(new Shape(n, width));
    }

    private static EncodedTensor tokens(int n, int tokens) {
        ByteBuffer data = ByteBuffer.allocate(8 * n * tokens).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < n * tokens; i++) {
            data.putLong(1 + i % tokens);
        }
        return new EncodedTensor("ids", TensorType.INT64, new Shape(n, tokens), data.flip(), null);
    }

    private static byte[] bytes(EncodedTensor tensor) {
        byte[] bytes = new byte[tensor.data().remaining()];
        tensor.data().duplicate().get(bytes);
        return bytes;
    }
}
