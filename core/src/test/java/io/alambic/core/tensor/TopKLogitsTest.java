package io.alambic.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.protobuf.ByteString;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.logits.KlDivergence;
import io.alambic.v1.DataType;
import io.alambic.v1.Tensor;
import io.alambic.v1.TopK;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TopKLogitsTest {

    private static final int TRIES = 100;

    @Test
    void keepsTheLargestAndSpreadsTheMassOfTheRest() {
        // Given: ln 2, ln 8, ln 4 and, in another order, equal ones
        Tensor full = logits(new Shape(2, 4), ln(2), ln(8), ln(4), ln(4), -1, 5, 5, 5);

        // When
        TopK topK = TopKLogits.encode(full, 2);

        // Then
        assertThat(floats(TopKLogits.decode(topK, 4)))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(ln(3), ln(8), ln(4), ln(3), rest(-1, 5), 5f, 5f, rest(-1, 5));
    }

    @Test
    void placesOfASampleAreRowsOfTheirOwn() {
        // Given: two samples of three places
        float[] values = random(new SplittableRandom(1), 2 * 3 * 5, 3);
        Tensor rows = logits(new Shape(6, 5), values);
        Tensor places = logits(new Shape(2, 3, 5), values);

        // When
        TopK topK = TopKLogits.encode(places, 2);
        EncodedTensor decoded = TopKLogits.decode(topK, 5);

        // Then
        assertThat(topK.getClasses().getShapeList()).containsExactly(2L, 3L, 2L);
        assertThat(topK.getLogits().getShapeList()).containsExactly(2L, 3L, 2L);
        assertThat(topK.getRest().getShapeList()).containsExactly(2L, 3L);
        assertThat(decoded.shape()).isEqualTo(new Shape(2, 3, 5));
        assertThat(decoded.data())
                .isEqualTo(TopKLogits.decode(TopKLogits.encode(rows, 2), 5).data());
    }

    @Test
    void whatIsWrongWithAPlaceIsSaidOfItsSample() {
        // Given
        TopK good = TopKLogits.encode(logits(new Shape(2, 2, 3), 1, 2, 3, 3, 2, 1, 1, 2, 3, 3, 2, 1), 1);
        TopK bent = good.toBuilder()
                .setClasses(good.getClasses().toBuilder().setData(ints(2, 0, 2, 3)))
                .build();
        TopK flat = good.toBuilder()
                .setRest(good.getRest().toBuilder().clearShape().addShape(4))
                .build();

        // Then
        assertThatThrownBy(() -> TopKLogits.decode(bent, 3))
                .isInstanceOf(InvalidTensorException.class)
                .hasMessage("class 3 of sample 1 is none of 3 classes, or comes twice");
        assertThatThrownBy(() -> TopKLogits.decode(flat, 3))
                .isInstanceOf(InvalidTensorException.class)
                .hasMessageEndingWith("but are INT32 (2, 2, 1), FP32 (2, 2, 1) and FP32 (4)");
    }

    @Test
    void logitsOfAnySignAndSizeAreRanked() {
        // Given
        float[] values = {-1e30f, -2, 0, -0f, 1e-30f, 3, 1e30f, -1e-30f};

        // When
        float[] decoded = floats(TopKLogits.decode(TopKLogits.encode(logits(new Shape(1, 8), values), 3), 8));

        // Then
        assertThat(decoded[6]).isEqualTo(1e30f);
        assertThat(decoded[5]).isEqualTo(3);
        assertThat(decoded[4]).isEqualTo(1e-30f);
        assertThat(decoded[0]).isEqualTo(decoded[1]).isCloseTo((float) Math.log((3 + Math.exp(-2)) / 5), within(1e-6f));
    }

    /** At temperature 1 the k classes keep their probabilities, so the loss is off by the rest alone. */
    @Property(tries = TRIES)
    void theDivergenceIsOffByNoMoreThanTheRestAllows(
            @ForAll @IntRange(min = 3, max = 40) int classes,
            @ForAll @IntRange(min = 1, max = 39) int k,
            @ForAll long seed) {
        try (NDManager manager = NDManager.newBaseManager()) {
            // Given
            int kept = 1 + k % (classes - 1);
            SplittableRandom random = new SplittableRandom(seed);
            float[] teacher = random(random, classes, 6);
            NDArray student = manager.create(random(random, classes, 3), new Shape(1, classes));
            Tensor full = logits(new Shape(1, classes), teacher);
            float[] spread = floats(TopKLogits.decode(TopKLogits.encode(full, kept), classes));

            // When
            Loss whole = loss(manager, teacher, student, 1);
            Loss sparse = loss(manager, spread, student, 1);

            // Then
            double[] probabilities = softmax(teacher);
            double[] logStudent = logs(softmax(student.toFloatArray()));
            double[] largest = softmax(spread);
            double rest = 0;
            double low = 0;
            double high = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                if (spread[c] == teacher[c]) {
                    assertThat(largest[c]).isCloseTo(probabilities[c], within(1e-6));
                } else {
                    rest += probabilities[c];
                    low = Math.min(low, logStudent[c]);
                    high = Math.max(high, logStudent[c]);
                }
            }
            double bound = rest == 0 ? 0 : rest * (Math.log(classes - kept) + high - low);
            assertThat(sparse.value()).isCloseTo(whole.value(), within(bound + 1e-5));
            double gradient = 0;
            for (int c = 0; c < classes; c++) {
                gradient += Math.abs(sparse.gradient()[c] - whole.gradient()[c]);
            }
            assertThat(gradient).isLessThanOrEqualTo(2 * rest + 1e-5);
        }
    }

    /** Above temperature 1 the others are given more mass than they had; the bound is that of docs/cost-function.md. */
    @Property(tries = TRIES)
    void aboveTemperatureOneTheDivergenceIsOffByNoMoreThanDocumented(
            @ForAll @IntRange(min = 3, max = 40) int classes,
            @ForAll @IntRange(min = 1, max = 39) int k,
            @ForAll @DoubleRange(min = 1, max = 20) double temperature,
            @ForAll long seed) {
        try (NDManager manager = NDManager.newBaseManager()) {
            // Given
            int kept = 1 + k % (classes - 1);
            SplittableRandom random = new SplittableRandom(seed);
            float[] teacher = random(random, classes, 12);
            float[] logits = random(random, classes, 6);
            NDArray student = manager.create(logits, new Shape(1, classes));
            Tensor full = logits(new Shape(1, classes), teacher);
            float[] spread = floats(TopKLogits.decode(TopKLogits.encode(full, kept), classes));

            // When
            Loss whole = loss(manager, teacher, student, (float) temperature);
            Loss sparse = loss(manager, spread, student, (float) temperature);

            // Then
            double[] had = softmax(divided(teacher, temperature));
            double[] given = softmax(divided(spread, temperature));
            double rest = 0;
            double givenRest = 0;
            Range others = new Range();
            Range all = new Range();
            for (int c = 0; c < classes; c++) {
                all.add(logits[c] / temperature);
                if (spread[c] != teacher[c]) {
                    rest += had[c];
                    givenRest += given[c];
                    others.add(logits[c] / temperature);
                }
            }
            double more = Math.max(0, givenRest - rest);
            double bound = rest * others.width()
                    + more * all.width()
                    + entropy(more)
                    + Math.max(givenRest * Math.log(classes - kept), more * Math.log(kept));
            double square = temperature * temperature;
            assertThat(givenRest).isGreaterThanOrEqualTo(rest - 1e-6);
            assertThat(sparse.value()).isCloseTo(whole.value(), within(square * (bound + 1e-5)));
            double gradient = 0;
            for (int c = 0; c < classes; c++) {
                gradient += Math.abs(sparse.gradient()[c] - whole.gradient()[c]);
            }
            assertThat(gradient).isLessThanOrEqualTo(temperature * (2 * givenRest + 1e-5));
        }
    }

    @Test
    void whatContradictsItselfIsRefused() {
        // Given
        TopK good = TopKLogits.encode(logits(new Shape(2, 4), 1, 2, 3, 4, 4, 3, 2, 1), 2);

        // Then
        assertThatThrownBy(() -> TopKLogits.decode(good, 5))
                .isInstanceOf(InvalidTensorException.class)
                .hasMessageContainingAll("4 classes", "5");
        assertThatThrownBy(() -> TopKLogits.decode(
                        good.toBuilder().setRest(good.getLogits()).build(), 4))
                .isInstanceOf(InvalidTensorException.class)
                .hasMessageContaining("FP32 [N]");
        assertThatThrownBy(() ->
                        TopKLogits.decode(TopK.newBuilder().setClassCount(4).build(), 4))
                .isInstanceOf(InvalidTensorException.class);
        for (int[] classes : new int[][] {{0, 0, 1, 2}, {0, 4, 1, 2}, {0, -1, 1, 2}}) {
            TopK bent = good.toBuilder()
                    .setClasses(good.getClasses().toBuilder().setData(ints(classes)))
                    .build();
            assertThatThrownBy(() -> TopKLogits.decode(bent, 4))
                    .isInstanceOf(InvalidTensorException.class)
                    .hasMessageContaining("of sample 0");
        }
    }

    @Test
    void aFewBytesThatStandForVeryManyLogitsAreRefusedAndNotSpread() {
        // Given
        int classes = 9_000_000;
        TopK small = TopKLogits.encode(logits(new Shape(2, 2), 0, 1, 2, 3), 1).toBuilder()
                .setClassCount(classes)
                .build();

        // Then
        assertThatThrownBy(() -> TopKLogits.decode(small, classes))
                .isInstanceOf(InvalidTensorException.class)
                .hasMessage(
                        "logits of shape (2, 9000000) take 72000000 bytes, but may take 67108864: send fewer samples"
                                + " at once");
    }

    @Test
    void keepingNoneOrAllIsRefused() {
        // Given
        Tensor full = logits(new Shape(1, 3), 1, 2, 3);

        // Then
        assertThatThrownBy(() -> TopKLogits.encode(full, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TopKLogits.encode(full, 3)).isInstanceOf(IllegalArgumentException.class);
    }

    private record Loss(double value, float[] gradient) {}

    private static Loss loss(NDManager manager, float[] teacher, NDArray student, float temperature) {
        NDArray leaf = student.duplicate();
        leaf.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray value = new KlDivergence(new Temperature(temperature))
                    .between(manager.create(teacher, new Shape(1, teacher.length)), leaf);
            collector.backward(value);
            return new Loss(value.getFloat(), leaf.getGradient().toFloatArray());
        }
    }

    private static float[] random(SplittableRandom random, int count, double size) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-size, size);
        }
        return values;
    }

    private static double[] softmax(float[] logits) {
        double sum = 0;
        double[] probabilities = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = Math.exp(logits[i]);
            sum += probabilities[i];
        }
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] /= sum;
        }
        return probabilities;
    }

    private static float[] divided(float[] logits, double temperature) {
        float[] divided = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            divided[i] = (float) (logits[i] / temperature);
        }
        return divided;
    }

    /** Entropy in nats of a coin that falls on one side with that probability. */
    private static double entropy(double probability) {
        return probability <= 0 || probability >= 1
                ? 0
                : -probability * Math.log(probability) - (1 - probability) * Math.log1p(-probability);
    }

    /** The largest less the smallest of some numbers. */
    private static final class Range {

        private double low = Double.POSITIVE_INFINITY;
        private double high = Double.NEGATIVE_INFINITY;

        private void add(double value) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }

        private double width() {
            return Math.max(0, high - low);
        }
    }

    private static double[] logs(double[] values) {
        double[] logs = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            logs[i] = Math.log(values[i]);
        }
        return logs;
    }

    private static float ln(double value) {
        return (float) Math.log(value);
    }

    private static float rest(double first, double second) {
        return (float) Math.log((Math.exp(first) + Math.exp(second)) / 2);
    }

    private static Tensor logits(Shape shape, float... values) {
        ByteBuffer data = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            data.putFloat(value);
        }
        Tensor.Builder tensor = Tensor.newBuilder()
                .setName("logits")
                .setDataType(DataType.DATA_TYPE_FP32)
                .setData(ByteString.copyFrom(data.flip()));
        for (long dimension : shape.getShape()) {
            tensor.addShape(dimension);
        }
        return tensor.build();
    }

    private static ByteString ints(int... values) {
        ByteBuffer data = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            data.putInt(value);
        }
        return ByteString.copyFrom(data.flip());
    }

    private static float[] floats(EncodedTensor tensor) {
        float[] values = new float[tensor.data().remaining() / Float.BYTES];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.data().getFloat(i * Float.BYTES);
        }
        return values;
    }
}
