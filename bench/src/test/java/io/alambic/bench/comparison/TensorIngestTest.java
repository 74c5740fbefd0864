package io.alambic.bench.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.RowBuffer;
import io.alambic.core.zoo.Cnn;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TensorIngestTest {

    @Test
    void bothWaysGiveTheSameValues() {
        // Given
        EncodedTensor images = Wire.randomImages(Quickstart.STUDENT.signature().input(Cnn.IMAGE), 3, 42);
        EncodedTensor arrived = Wire.read(Wire.write(images));
        RowBuffer rows = new RowBuffer();
        rows.append(arrived, 0, 3);

        // When
        float[] fresh = TensorIngest.floats(arrived);

        // Then
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThat(fresh).containsExactly(rows.toArray(manager).toFloatArray(), Offset.offset(1e-6f));
        }
    }
}
