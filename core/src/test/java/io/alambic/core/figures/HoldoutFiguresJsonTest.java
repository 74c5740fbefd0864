package io.alambic.core.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HoldoutFiguresJsonTest {

    private static final Figure COSINE = new Figure("mean-cosine", Figure.Unit.RATIO, Figure.Better.MORE);
    private static final Figure RMSE = new Figure("rmse", Figure.Unit.NUMBER, Figure.Better.LESS);

    /** As checkpoints are written. */
    private final Gson gson =
            new GsonBuilder().serializeSpecialFloatingPointValues().create();

    private record Metadata(HoldoutFigures figures) {}

    @Test
    void figuresAreReadAsTheyWereWrittenAndInTheirOrder() {
        // Given
        Map<Figure, Double> values = new LinkedHashMap<>();
        values.put(RMSE, 0.1 + 0.2);
        values.put(COSINE, -1e-300);
        values.put(Figure.KL, 12.0);
        HoldoutFigures figures = new HoldoutFigures(64, values);

        // When
        HoldoutFigures read = gson.fromJson(gson.toJson(figures), HoldoutFigures.class);

        // Then
        assertThat(read).isEqualTo(figures);
        assertThat(read.values().keySet()).containsExactly(RMSE, COSINE, Figure.KL);
        assertThat(read.decisive()).isEqualTo(RMSE);
    }

    @Test
    void theFormIsThatOfTheDescription() {
        assertThat(gson.toJson(new HoldoutFigures(64, Map.of(Figure.AGREEMENT, 0.9))))
                .isEqualTo(
                        "{\"samples\":64,\"figures\":[{\"name\":\"agreement\",\"unit\":\"RATIO\",\"better\":\"MORE\","
                                + "\"value\":0.9}]}");
    }

    @Test
    void valuesThatAreNotFiniteAreReadAsTheyWereWritten() {
        for (double value : List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)) {
            // Given
            Metadata written = new Metadata(new HoldoutFigures(1, Map.of(COSINE, value)));

            // When
            Metadata read = gson.fromJson(gson.toJson(written), Metadata.class);

            // Then
            assertThat(read).isEqualTo(written);
            assertThat(read.figures().isFinite()).isFalse();
        }
    }

    @Test
    void noFiguresAreReadAsNone() {
        assertThat(gson.fromJson(gson.toJson(new Metadata(null)), Metadata.class))
                .isEqualTo(new Metadata(null));
        assertThat(gson.fromJson("{\"figures\": null}", Metadata.class)).isEqualTo(new Metadata(null));
    }

    @Test
    void theFormBeforeTasksIsRead() {
        // When
        HoldoutFigures read = gson.fromJson(
                "{\"samples\": 64, \"klNats\": 0.1, \"agreement\": 0.9, \"accuracy\": 0.7}", HoldoutFigures.class);

        // Then
        assertThat(read).isEqualTo(HoldoutFigures.ofClasses(64, 0.1, 0.9, 0.7));
        assertThat(read.decisive()).isEqualTo(Figure.AGREEMENT);
    }

    @Test
    void theFormBeforeTasksHasNoAccuracyWhereNoSampleHadALabel() {
        // When
        HoldoutFigures read = gson.fromJson(
                "{\"samples\": 64, \"klNats\": NaN, \"agreement\": 0.9, \"accuracy\": NaN}", HoldoutFigures.class);

        // Then
        assertThat(read.values()).containsOnlyKeys(Figure.AGREEMENT, Figure.KL);
        assertThat(read.isFinite()).isFalse();
    }

    @Test
    void fieldsOfALaterReleaseAreSkipped() {
        assertThat(gson.fromJson(
                        "{\"later\": [1, {}], \"samples\": 2, \"figures\": [{\"name\": \"kl\", \"unit\": \"NATS\","
                                + " \"better\": \"LESS\", \"value\": 0.5, \"later\": \"x\"}]}",
                        HoldoutFigures.class))
                .isEqualTo(new HoldoutFigures(2, Map.of(Figure.KL, 0.5)));
    }

    @Test
    void figuresOfNoSampleAreRefused() {
        assertThatThrownBy(() -> gson.fromJson("{\"klNats\": 0.1, \"agreement\": 0.9}", HoldoutFigures.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one sample");
    }
}
