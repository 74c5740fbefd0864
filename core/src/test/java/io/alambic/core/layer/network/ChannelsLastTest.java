package io.alambic.core.layer.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.zoo.Cnn;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelsLastTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void imagesAreTheSameImages(int channels) {
        // Given
        NDArray images = manager.randomUniform(0, 1, new Shape(2, channels, 4, 6));

        // When
        NDArray arranged = ChannelsLast.of(images);

        // Then
        assertThat(arranged.getShape()).isEqualTo(images.getShape());
        assertThat(arranged.toFloatArray()).containsExactly(images.toFloatArray());
    }

    @Test
    void whatIsNoImageStaysAsItIs() {
        // Given
        NDArray series = manager.zeros(new Shape(2, 3, 8));

        // Then
        assertThat(ChannelsLast.of(series)).isSameAs(series);
    }

    @Test
    void mapsOfAPassAreReadInTheOrderOfTheirDimensions() {
        // Given
        Cnn cnn = new Cnn(List.of(3, 8, 8), List.of(5), List.of(), 2);
        NDArray images = manager.randomUniform(-1, 1, new Shape(2, 3, 8, 8));

        try (TrainableNetwork network = cnn.newNetwork(manager, 1)) {
            // When
            NDArray map = network.forward(Map.of(Cnn.IMAGE, images)).get("block1");

            // Then
            float[] bytes = new float[Math.toIntExact(map.size())];
            map.toByteBuffer(true).asFloatBuffer().get(bytes);
            int i = 0;
            for (int n = 0; n < 2; n++) {
                for (int c = 0; c < 5; c++) {
                    for (int y = 0; y < 4; y++) {
                        for (int x = 0; x < 4; x++) {
                            assertThat(bytes[i++]).isEqualTo(map.getFloat(n, c, y, x));
                        }
                    }
                }
            }
        }
    }
}
