package io.alambic.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    private static WeakReference<byte[]> appended(RowBuffer rows) {
        byte[] record = new byte[16];
        ByteBuffer data = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
        rows.append(new EncodedTensor("x", ElementType.FP32, new Shape(2, 2), data, null), 0, 2);
        return new WeakReference<>(record);
    }
}
