package io.alambic.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RowBufferTest {

    private static final int ENOUGH_COLLECTIONS = 20;

    @Test
    void recordsWhoseRowsWereCopiedDoNotStayInMemory() {
        // Given
        RowBuffer rows = new RowBuffer();
        WeakReference<byte[]> record = appended(rows);

        // When
        for (int i = 0; record.get() != null && i < ENOUGH_COLLECTIONS; i++) {
            System.gc();
        }

        // Then
        assertThat(record.get()).isNull();
        assertThat(rows.bytes()).isEqualTo(16);
    }

    @Test
    void pixelsWithTheirChannelsSideBySideBecomeOnePlaneForEachChannel() {
        // Given: two images of one row of two pixels, red, green and blue
        RowBuffer rows = new RowBuffer();
        EncodedTensor pixels = bytes(MemoryFormat.CHANNELS_LAST, new Shape(2, 3, 1, 2));

        // When
        rows.append(pixels, 0, 2);

        // Then
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray planes = rows.toArray(manager);
            assertThat(planes.getName()).isEqualTo("x");
            assertThat(planes.getShape()).isEqualTo(new Shape(2, 3, 1, 2));
            assertThat(planes.toByteArray()).containsExactly(0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11);
        }
    }

    @Test
    void rowsOfOneOrderDoNotFollowThoseOfAnother() {
        // Given
        RowBuffer rows = new RowBuffer();
        rows.append(bytes(MemoryFormat.CHANNELS_LAST, new Shape(2, 3, 1, 2)), 0, 2);

        // When
        EncodedTensor planes = bytes(MemoryFormat.CONTIGUOUS, new Shape(2, 3, 1, 2));

        // Then
        assertThat(rows.accepts(planes)).isFalse();
        assertThatThrownBy(() -> rows.append(planes, 0, 1))
                .isInstanceOf(InvalidTensorException.class)
                .hasMessageContainingAll("CHANNELS_LAST", "CONTIGUOUS");
    }

    @Test
    void whatABufferHeldIsRestoredInTheOrderInWhichItLay() {
        for (MemoryFormat format : MemoryFormat.values()) {
            for (Quantization quantization : Arrays.asList(null, new Quantization(0.5f, 3))) {
                // Given
                RowBuffer rows = new RowBuffer();
                EncodedTensor tensor = bytes(format, new Shape(2, 3, 1, 2), quantization);
                rows.append(tensor, 0, 2);
                try (NDManager manager = NDManager.newBaseManager()) {

                    // When
                    RowBuffer restored = RowBuffer.restored("x", rows.state(manager));

                    // Then
                    assertThat(restored.accepts(tensor)).isTrue();
                    assertThat(restored.toArray(manager)).isEqualTo(rows.toArray(manager));
                }
            }
        }
    }

    private static EncodedTensor bytes(MemoryFormat format, Shape shape) {
        return bytes(format, shape, null);
    }

    private static EncodedTensor bytes(MemoryFormat format, Shape shape, Quantization quantization) {
        byte[] counted = new byte[Math.toIntExact(shape.size())];
        for (int i = 0; i < counted.length; i++) {
            counted[i] = (byte) i;
        }
        return new EncodedTensor("x", TensorType.INT8, shape, ByteBuffer.wrap(counted), quantization, format);
    }

    private static WeakReference<byte[]> appended(RowBuffer rows) {
        byte[] record = new byte[16];
        ByteBuffer data = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
        rows.append(new EncodedTensor("x", TensorType.FP32, new Shape(2, 2), data, null), 0, 2);
        return new WeakReference<>(record);
    }
}
