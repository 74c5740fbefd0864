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
import io.alambic.v1.Origin;
import io.alambic.v1.Tensor;
import io.alambic.v1.TopK;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampledLogitsTest {

    private static final float OUT = Float.NEGATIVE_INFINITY;
    private static final Origin ORIGIN = origin("samples", 2, 77);
    private static final int TRIES = 200;
    private static final int RECORDS = 40;
    private static final int SAMPLES = 500;
    private static final double STANDARD_ERRORS = 4;

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 1", "50, 1", "4, 4", "50, 0.5"})
    void sharesHaveTheMeanAndTheVarianceOfDrawsWithReplacement(int draws, double temperature) {
        // Given
        float[] logits = random(new SplittableRandom(3), 20, 1.5);
        double[] p = softmax(logits, temperature);

        // When
        Shares shares = shares(new SampledLogits(draws, temperature), logits);

        // Then
        for (int c = 0; c < p.length; c++) {
            double variance = p[c] * (1 - p[c]) / draws;
            assertThat(shares.mean(c)).isCloseTo(p[c], within(STANDARD_ERRORS * Math.sqrt(variance / shares.count)));
            assertThat(shares.variance(c)).isCloseTo(variance, within(STANDARD_ERRORS * shares.errorOfVariance(c)));
        }
    }

    @Test
    void theGradientOfTheDivergenceIsThatOfAllLogitsOnAverageAndThatOfTheLargestAloneIsNot() {
        try (NDManager manager = NDManager.newBaseManager()) {
            // Given: 50 classes, none of which is likely
            int classes = 50;
            int draws = 4;
            float temperature = 2;
            SplittableRandom random = new SplittableRandom(5);
            float[] teacher = random(random, classes, 2);
            NDArray student = manager.create(random(random, classes, 2), new Shape(1, classes));
            int count = 8000;
            TopK drawn = new SampledLogits(draws, temperature)
                    .encode(
                            repeated(teacher, count),
                            ORIGIN,
                            IntStream.range(0, count).toArray());
            TopK largest = TopKLogits.encode(repeated(teacher, 1), draws);

            // When
            double[] whole = gradient(manager, teacher, student, temperature);
            double[] average = gradient(manager, floats(TopKLogits.decode(drawn, classes)), student, temperature);
            double[] ofLargest = gradient(manager, floats(TopKLogits.decode(largest, classes)), student, temperature);

            // Then
            double[] p = softmax(teacher, temperature);
            int off = 0;
            for (int c = 0; c < classes; c++) {
                double error = temperature * Math.sqrt(p[c] * (1 - p[c]) / draws / count);
                assertThat(average[c]).isCloseTo(whole[c], within(STANDARD_ERRORS * error + 1e-6));
                off += Math.abs(ofLargest[c] - whole[c]) > STANDARD_ERRORS * error ? 1 : 0;
            }
            assertThat(off).isGreaterThan(classes / 2);
        }
    }

    /** Figures of docs/cost-function.md: norms of the error of the gradient of one sample, of its mean and around its mean. */
    @Test
    void theTableOfTheDocumentationIsWhatIsMeasured() throws IOException {
        // Given: the class of rank r has the probability 1 / r, times a factor
        int classes = 1000;
        float[] logits = new float[classes];
        for (int c = 0; c < classes; c++) {
            logits[c] = (float) -Math.log(1 + c);
        }
        List<String> table = new ArrayList<>();

        // When
        for (int temperature : new int[] {1, 4}) {
            double[] p = softmax(logits, temperature);
            for (int k : new int[] {4, 12, 50}) {
                TopK largest = TopKLogits.encode(repeated(logits, 1), k);
                double[] spread = softmax(floats(TopKLogits.decode(largest, classes)), temperature);
                Shares shares = shares(new SampledLogits(k, temperature), logits);
                double bias = 0;
                double drawnBias = 0;
                double variance = 0;
                for (int c = 0; c < classes; c++) {
                    bias += square(spread[c] - p[c]);
                    drawnBias += square(shares.mean(c) - p[c]);
                    variance += shares.variance(c);
                }
                table.add("| %d | %d | %.4f | 0 | %.4f | %.4f | %.0f |"
                        .formatted(
                                temperature,
                                k,
                                temperature * Math.sqrt(bias),
                                temperature * Math.sqrt(drawnBias),
                                temperature * Math.sqrt(variance),
                                variance / bias));
            }
        }

        // Then
        table.forEach(System.out::println);
        assertThat(Files.readAllLines(Path.of("..", "docs", "cost-function.md")))
                .containsSubsequence(table);
    }

    /** A record that is taught again, by whatever version, must give the same bytes. */
    @Test
    void whatIsDrawnFollowsFromTheOriginAndTheIndexAlone() {
        // Given
        Tensor full = repeated(new float[8], 3);
        SampledLogits draws = new SampledLogits(4, 1);

        // When
        TopK drawn = draws.encode(full, ORIGIN, new int[] {0, 1, 5});

        // Then
        assertThat(draws.encode(full, ORIGIN, new int[] {0, 1, 5})).isEqualTo(drawn);
        assertThat(integers(drawn.getClasses())).containsExactly(0, 4, 6, 7, 4, 5, 6, 7, 5, 7, 0, 1);
        float[] last = floats(TopKLogits.decode(draws.encode(repeated(new float[8], 1), ORIGIN, new int[] {5}), 8));
        assertThat(floats(TopKLogits.decode(drawn, 8))).endsWith(last);
    }

    @Test
    void everyPartOfTheOriginCounts() {
        // Given
        Tensor full = repeated(new float[1000], 1);
        SampledLogits draws = new SampledLogits(20, 1);

        // When
        List<TopK> drawn = new ArrayList<>();
        for (Origin origin :
                List.of(ORIGIN, origin("sample", 2, 77), origin("samples", 3, 77), origin("samples", 2, 78))) {
            drawn.add(draws.encode(full, origin, new int[] {0}));
            drawn.add(draws.encode(full, origin, new int[] {1}));
        }

        // Then
        assertThat(drawn).doesNotHaveDuplicates();
    }

    @Property(tries = TRIES)
    void onlyPossibleClassesAreDrawnAndSharesAddUp(
            @ForAll @IntRange(min = 2, max = 30) int classes,
            @ForAll @IntRange(min = 1, max = 100) int draws,
            @ForAll @IntRange(min = 1, max = 5) int rows,
            @ForAll long seed) {
        // Given: some classes are impossible, the last of each row is not
        SplittableRandom random = new SplittableRandom(seed);
        float[] logits = random(random, rows * classes, 8);
        for (int i = 0; i < logits.length; i++) {
            logits[i] = random.nextInt(3) == 0 && (i + 1) % classes != 0 ? OUT : logits[i];
        }
        double temperature = random.nextDouble(0.1, 10);

        // When
        TopK drawn = new SampledLogits(draws, temperature)
                .encode(
                        tensor(logits, rows, classes),
                        ORIGIN,
                        IntStream.range(0, rows).toArray());
        float[] decoded = floats(TopKLogits.decode(drawn, classes));

        // Then
        assertThat(drawn.getClasses().getShape(1)).isBetween(1L, Math.min(draws, classes - 1L));
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int i = row * classes; i < (row + 1) * classes; i++) {
                double count = draws * Math.exp(decoded[i] / temperature);
                assertThat(count).isCloseTo(Math.rint(count), within(1e-3));
                assertThat(logits[i] == OUT && count > 0).isFalse();
                sum += count;
            }
            assertThat(sum).isCloseTo(draws, within(1e-3));
        }
    }

    @Test
    void whereEveryClassWasDrawnTheLastIsTheRest() {
        // Given: rows with two, one and three possible classes
        Tensor full = tensor(new float[] {0, 0, OUT, OUT, OUT, 1, 2, 2, 2}, 3, 3);

        // When
        TopK drawn = new SampledLogits(300, 1).encode(full, ORIGIN, new int[] {0, 1, 2});

        // Then
        assertThat(integers(drawn.getClasses())).containsExactly(0, 1, 2, 0, 0, 1);
        float[] decoded = floats(TopKLogits.decode(drawn, 3));
        assertThat(decoded[2]).isEqualTo(OUT);
        assertThat(decoded).startsWith(decoded[0], decoded[1], OUT, OUT, OUT, 0);
        assertThat(IntStream.range(6, 9).mapToDouble(i -> Math.exp(decoded[i])).sum())
                .isCloseTo(1, within(1e-6));
        assertThat(floats(EncodedTensor.of(drawn.getRest()))).containsExactly(OUT, OUT, decoded[8]);
    }

    @Test
    void eachPlaceOfASampleIsDrawnByItselfAndOneWithoutAPossibleClassKeepsNone() {
        // Given
        float[] logits = new float[2 * 3 * 4];
        Arrays.fill(logits, 4, 8, OUT);

        // When
        TopK drawn = new SampledLogits(2, 1).encode(tensor(logits, 2, 3, 4), ORIGIN, new int[] {0, 1});
        EncodedTensor decoded = TopKLogits.decode(drawn, 4);

        // Then
        assertThat(drawn.getRest().getShapeList()).containsExactly(2L, 3L);
        assertThat(decoded.shape()).isEqualTo(new Shape(2, 3, 4));
        float[] values = floats(decoded);
        for (int place = 0; place < 6; place++) {
            double sum = IntStream.range(4 * place, 4 * place + 4)
                    .mapToDouble(i -> Math.exp(values[i]))
                    .sum();
            assertThat(sum).isCloseTo(place == 1 ? 0 : 1, within(1e-6));
        }
        assertThat(values)
                .isNotEqualTo(floats(TopKLogits.decode(
                        new SampledLogits(2, 1).encode(tensor(logits, 2, 3, 4), ORIGIN, new int[] {0, 2}), 4)));
    }

    @Test
    void oneClassAloneIsRefused() {
        assertThatThrownBy(() -> new SampledLogits(3, 1).encode(repeated(new float[1], 1), ORIGIN, new int[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("3 of 1 FP32 logits of 1 samples cannot be drawn for 1");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void temperaturesThatAreNoneAreRefused(double temperature) {
        assertThatThrownBy(() -> new SampledLogits(1, temperature)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, SampledLogits.MOST_DRAWS + 1})
    void tooFewAndTooManyDrawsAreRefused(int draws) {
        assertThatThrownBy(() -> new SampledLogits(draws, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Shares shares(SampledLogits draws, float[] logits) {
        int[] samples = IntStream.range(0, SAMPLES).toArray();
        Shares shares = new Shares(logits.length);
        for (int record = 0; record < RECORDS; record++) {
            TopK drawn = draws.encode(repeated(logits, SAMPLES), origin("samples", record % 3, record), samples);
            float[] decoded = floats(TopKLogits.decode(drawn, logits.length));
            for (int i = 0; i < decoded.length; i++) {
                shares.add(i % logits.length, Math.exp(decoded[i] / draws.temperature()));
            }
        }
        shares.count = RECORDS * SAMPLES;
        return shares;
    }

    /** Moments of the share of each class. */
    private static final class Shares {

        private final double[][] powers;
        private int count;

        private Shares(int classes) {
            powers = new double[classes][4];
        }

        private void add(int c, double share) {
            double power = 1;
            for (int i = 0; i < powers[c].length; i++) {
                power *= share;
                powers[c][i] += power;
            }
        }

        private double moment(int c, int power) {
            return powers[c][power - 1] / count;
        }

        private double mean(int c) {
            return moment(c, 1);
        }

        private double variance(int c) {
            return moment(c, 2) - square(mean(c));
        }

        /** From the fourth moment around the mean. */
        private double errorOfVariance(int c) {
            double mean = mean(c);
            double fourth =
                    moment(c, 4) - 4 * mean * moment(c, 3) + 6 * square(mean) * moment(c, 2) - 3 * square(square(mean));
            return Math.sqrt((fourth - square(variance(c))) / count);
        }
    }

    /** The gradient of the mean divergence from each of some teacher's rows. */
    private static double[] gradient(NDManager manager, float[] teacher, NDArray student, float temperature) {
        int classes = Math.toIntExact(student.getShape().get(1));
        NDArray rows = manager.create(teacher, new Shape(teacher.length / classes, classes));
        NDArray leaf = student.duplicate();
        leaf.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray same = leaf.broadcast(rows.getShape());
            collector.backward(new KlDivergence(new Temperature(temperature)).between(rows, same));
            float[] gradient = leaf.getGradient().toFloatArray();
            return IntStream.range(0, classes).mapToDouble(c -> gradient[c]).toArray();
        }
    }

    private static double square(double number) {
        return number * number;
    }

    private static float[] random(SplittableRandom random, int count, double size) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-size, size);
        }
        return values;
    }

    private static double[] softmax(float[] logits, double temperature) {
        double[] p = new double[logits.length];
        double sum = 0;
        for (int c = 0; c < p.length; c++) {
            p[c] = Math.exp(logits[c] / temperature);
            sum += p[c];
        }
        for (int c = 0; c < p.length; c++) {
            p[c] /= sum;
        }
        return p;
    }

    private static Origin origin(String topic, int partition, long offset) {
        return Origin.newBuilder()
                .setTopic(topic)
                .setPartition(partition)
                .setOffset(offset)
                .build();
    }

    private static Tensor repeated(float[] logits, int samples) {
        float[] all = new float[samples * logits.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = logits[i % logits.length];
        }
        return tensor(all, samples, logits.length);
    }

    private static Tensor tensor(float[] values, long... shape) {
        ByteBuffer data = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        Tensor.Builder tensor = Tensor.newBuilder()
                .setName("logits")
                .setDataType(DataType.DATA_TYPE_FP32)
                .setData(ByteString.copyFrom(data));
        for (long dimension : shape) {
            tensor.addShape(dimension);
        }
        return tensor.build();
    }

    private static int[] integers(Tensor tensor) {
        ByteBuffer data = tensor.getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        int[] values = new int[data.remaining() / Integer.BYTES];
        data.asIntBuffer().get(values);
        return values;
    }

    private static float[] floats(EncodedTensor tensor) {
        float[] values = new float[tensor.data().remaining() / Float.BYTES];
        tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
