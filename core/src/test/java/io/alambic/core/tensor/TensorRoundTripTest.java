package io.alambic.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Encode, serialize, parse, gather: what the teacher sends is what the student reads. */
class TensorRoundTripTest {

    private static final int TRIES = 200;
    private static final double HALF_UNIT_OF_FP16 = Math.pow(2, -11);
    private static final double SMALLEST_STEP_OF_FP16 = Math.pow(2, -24);
    private static final int INT8_STEPS = 254;

    /** Numbers of a sample. */
    private static final int ROW = 4;

    private NDManager manager;

    @BeforeTry
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterTry
    void close() {
        manager.close();
    }

    /** N samples of two by two. */
    record Batch(int n, float[] values) {

        Shape shape() {
            return new Shape(n, 2, 2);
        }
    }

    @Property(tries = TRIES)
    void fp32IsExact(@ForAll("finiteFloats") Batch batch) {
        assertThat(roundTrip(batch, Encoding.FP32)).isEqualTo(batch.values());
    }

    @Property(tries = TRIES)
    void fp16IsWithinHalfAUnitOfTheLastPlace(@ForAll("halfRange") Batch batch) {
        // When
        float[] decoded = roundTrip(batch, Encoding.FP16);

        // Then
        for (int i = 0; i < decoded.length; i++) {
            double bound = Math.max(Math.abs(batch.values()[i]) * HALF_UNIT_OF_FP16, SMALLEST_STEP_OF_FP16 / 2);
            assertThat((double) decoded[i]).isCloseTo(batch.values()[i], within(bound));
        }
    }

    @Property(tries = TRIES)
    void int8IsWithinHalfAStepOfTheBatchsRange(@ForAll("halfRange") Batch batch) {
        // Given
        double low = 0;
        double high = 0;
        for (float value : batch.values()) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        double halfStep = (high - low) / INT8_STEPS / 2;

        // When
        float[] decoded = roundTrip(batch, Encoding.INT8);

        // Then: half a step, and what 32 bits lose on the way
        for (int i = 0; i < decoded.length; i++) {
            assertThat((double) decoded[i]).isCloseTo(batch.values()[i], within(halfStep * 1.0002 + 1e-30));
        }
    }

    @Example
    void int8KeepsZeroExactly() {
        assertThat(roundTrip(new Batch(1, new float[] {0, -0.3f, 17.1f, 5}), Encoding.INT8)[0])
                .isZero();
        assertThat(roundTrip(new Batch(1, new float[4]), Encoding.INT8)).containsOnly(0);
    }

    @Property(tries = TRIES)
    void aRowThatCannotTravelIsNamedAndSpoilsNoOther(@ForAll("anyFloats") Batch batch, @ForAll Encoding encoding) {
        // Given
        float[] withoutIt = batch.values().clone();
        BitSet cannotTravel = new BitSet();
        for (int i = 0; i < withoutIt.length; i++) {
            if (!(Math.abs(withoutIt[i]) <= encoding.largest())) {
                cannotTravel.set(i / ROW);
            }
        }
        cannotTravel.stream().forEach(row -> Arrays.fill(withoutIt, row * ROW, (row + 1) * ROW, 0));

        // When
        EncodedRows rows = EncodedRows.encode(manager.create(batch.values(), batch.shape()), encoding);

        // Then
        assertThat(rows.unusable()).isEqualTo(cannotTravel);
        assertThat(decoded(rows, batch)).isEqualTo(roundTrip(new Batch(batch.n(), withoutIt), encoding));
    }

    @Property(tries = TRIES)
    void recordsOfAnyCutMakeTheSameBatch(@ForAll("halfRange") Batch batch, @ForAll Encoding encoding) {
        // Given
        EncodedRows rows = EncodedRows.encode(manager.create(batch.values(), batch.shape()), encoding);
        RowBuffer whole = new RowBuffer();
        whole.append(parsed(rows.rows("map", 0, batch.n())), 0, batch.n());
        RowBuffer gathered = new RowBuffer();

        // When: a record for each sample, and one that brings a row too many
        for (int row = 0; row < batch.n(); row++) {
            int first = Math.max(0, row - 1);
            gathered.append(parsed(rows.rows("map", first, row - first + 1)), row - first, 1);
        }

        // Then
        assertThat(gathered.rows()).isEqualTo(batch.n());
        assertThat(gathered.bytes()).isEqualTo(whole.bytes());
        assertThat(gathered.toArray(manager).toFloatArray())
                .isEqualTo(whole.toArray(manager).toFloatArray());
    }

    @Property(tries = TRIES)
    void quantizedRowsKeepTheirOwnScales(@ForAll("halfRange") Batch first, @ForAll("halfRange") Batch second) {
        // Given
        RowBuffer gathered = new RowBuffer();

        // When
        for (Batch batch : List.of(first, second)) {
            EncodedRows rows = EncodedRows.encode(manager.create(batch.values(), batch.shape()), Encoding.INT8);
            gathered.append(parsed(rows.rows("map", 0, batch.n())), 0, batch.n());
        }

        // Then
        float[] apart = Arrays.copyOf(roundTrip(first, Encoding.INT8), first.values().length + second.values().length);
        float[] tail = roundTrip(second, Encoding.INT8);
        System.arraycopy(tail, 0, apart, first.values().length, tail.length);
        NDArray array = gathered.toArray(manager);
        assertThat(array.getShape()).isEqualTo(new Shape(first.n() + second.n(), 2, 2));
        assertThat(array.toFloatArray()).isEqualTo(apart);
    }

    @Property(tries = TRIES)
    void clearedBufferIsReusedWithoutATrace(@ForAll("anyFloats") Batch first, @ForAll("halfRange") Batch second) {
        // Given
        RowBuffer reused = new RowBuffer();
        reused.append(parsed(rows(first, Encoding.FP32)), 0, first.n());

        // When
        reused.clear();
        reused.append(parsed(rows(second, Encoding.FP16)), 0, second.n());

        // Then
        assertThat(reused.toArray(manager).toFloatArray()).isEqualTo(roundTrip(second, Encoding.FP16));
    }

    @Example
    void imageOfBytesBecomesZeroToOne() {
        // Given
        Tensor image = Tensor.newBuilder()
                .setName("image")
                .setDataType(TensorType.UINT8.wire())
                .addAllShape(List.of(1L, 3L))
                .setData(ByteString.copyFrom(new byte[] {0, 51, (byte) 255}))
                .setQuantization(io.alambic.v1.Quantization.newBuilder().setScale(1f / 255))
                .build();
        RowBuffer rows = new RowBuffer();

        // When
        rows.append(EncodedTensor.of(image), 0, 1);

        // Then
        assertThat(rows.toArray(manager).getName()).isEqualTo("image");
        assertThat(rows.toArray(manager).toFloatArray()).containsExactly(0, 51 * (1f / 255), 1);
    }

    @Example
    void arraysThatAreViewsOfOthersAreEncodedAsTheyLook() {
        // Given
        NDArray square = manager.arange(16f).reshape(4, 4);

        for (NDArray view : List.of(square.get("1:3"), square.transpose(), square.get(":, 1:3"), square.get("::2"))) {
            for (Encoding encoding : Encoding.values()) {
                // When
                EncodedTensor tensor = parsed(EncodedRows.encode(view, encoding).rows("map", 0, (int) view.size(0)));
                RowBuffer rows = new RowBuffer();
                rows.append(tensor, 0, (int) view.size(0));

                // Then
                float[] expected = view.toFloatArray();
                float[] decoded = rows.toArray(manager).toFloatArray();
                for (int i = 0; i < expected.length; i++) {
                    assertThat(decoded[i]).isCloseTo(expected[i], within(0.04f));
                }
            }
        }
    }

    @Property(tries = TRIES)
    void mapsArriveAlikeInEveryOrder(@ForAll("anyFloats") Batch batch, @ForAll Encoding encoding) {
        // Given
        NDArray map = manager.create(batch.values(), new Shape(batch.n(), 2, 1, 2));
        List<NDArray> arrived = new ArrayList<>();

        // When
        for (boolean channelsLast : List.of(false, true)) {
            RowBuffer rows = new RowBuffer();
            Tensor tensor = EncodedRows.encode(map, encoding, channelsLast).rows("map", 0, batch.n());
            rows.append(parsed(tensor), 0, batch.n());
            arrived.add(rows.toArray(manager));
        }

        // Then
        assertThat(arrived).allSatisfy(array -> assertThat(array.getShape()).isEqualTo(map.getShape()));
        assertThat(arrived.get(1).toFloatArray()).isEqualTo(arrived.get(0).toFloatArray());
    }

    @Example
    void wholeNumbersArriveAsTheyAre() {
        // Given
        ByteBuffer tokens = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(Long.MIN_VALUE)
                .putLong(7)
                .flip();
        RowBuffer rows = new RowBuffer();

        // When
        rows.append(new EncodedTensor("tokens", TensorType.INT64, new Shape(2, 1), tokens, null), 0, 2);

        // Then
        assertThat(rows.toArray(manager).toLongArray()).containsExactly(Long.MIN_VALUE, 7);
    }

    private float[] roundTrip(Batch batch, Encoding encoding) {
        return decoded(EncodedRows.encode(manager.create(batch.values(), batch.shape()), encoding), batch);
    }

    private float[] decoded(EncodedRows encoded, Batch batch) {
        RowBuffer rows = new RowBuffer();
        rows.append(parsed(encoded.rows("map", 0, batch.n())), 0, batch.n());
        NDArray array = rows.toArray(manager);
        assertThat(array.getShape()).isEqualTo(batch.shape());
        return array.toFloatArray();
    }

    private Tensor rows(Batch batch, Encoding encoding) {
        return EncodedRows.encode(manager.create(batch.values(), batch.shape()), encoding)
                .rows("map", 0, batch.n());
    }

    private static EncodedTensor parsed(Tensor tensor) {
        try {
            return EncodedTensor.of(Tensor.parseFrom(tensor.toByteString()));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a tensor that was just written cannot be read", e);
        }
    }

    @Provide
    Arbitrary<Batch> finiteFloats() {
        return batches(Arbitraries.frequencyOf(Tuple.of(9, Arbitraries.floats()), Tuple.of(1, Arbitraries.of(-0f))));
    }

    @Provide
    Arbitrary<Batch> anyFloats() {
        Arbitrary<Float> special = Arbitraries.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f);
        return batches(Arbitraries.frequencyOf(Tuple.of(9, Arbitraries.floats()), Tuple.of(1, special)));
    }

    @Provide
    Arbitrary<Batch> halfRange() {
        return batches(Arbitraries.floats().between(-65504, 65504));
    }

    private static Arbitrary<Batch> batches(Arbitrary<Float> values) {
        return Arbitraries.integers()
                .between(1, 20)
                .flatMap(n -> values.array(float[].class).ofSize(n * ROW).map(array -> new Batch(n, array)));
    }
}
