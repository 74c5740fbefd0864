package io.alambic.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.cost.feature.FeatureDistance;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.cost.feature.FeatureTerm;
import io.alambic.core.cost.feature.FeatureView;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How pairs are written, and which maps they join. */
class FeaturePairTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                ":b",
                "a:",
                "a:b:c",
                "a:b:0",
                "a:b:-1",
                "a:b:NaN",
                "a:b:Infinity",
                "a:b:1:2",
                "a@:b",
                "a:@grid",
                "@grid:b",
                "a@grid@grid:b",
                "a@Grid:b",
                "a@none:b",
                "a:b@map",
                "a:b:1@grid"
            })
    void pairThatCannotBeReadIsRefused(String text) {
        assertThatThrownBy(() -> FeaturePair.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pairIsReadWithAndWithoutWeight() {
        assertThat(FeaturePair.parse(" block2:block1 ")).isEqualTo(new FeaturePair("block2", "block1", 1));
        assertThat(FeaturePair.parse("block2:block1:0.25")).isEqualTo(new FeaturePair("block2", "block1", 0.25f));
    }

    @Test
    void viewFollowsTheNameOfAMapOnEitherSide() {
        assertThat(FeaturePair.parse("layer-2/out@grid:block1:0.25"))
                .isEqualTo(new FeaturePair("layer-2/out", FeatureView.GRID, "block1", FeatureView.NONE, 0.25f));
        assertThat(FeaturePair.parse("a@tokens:b@series"))
                .isEqualTo(new FeaturePair("a", FeatureView.TOKENS, "b", FeatureView.SERIES, 1));
    }

    @Test
    void aViewThatIsNoneIsRefusedWithThoseThatAre() {
        assertThatThrownBy(() -> FeaturePair.parse("a@map:b"))
                .hasMessage("expected a view tokens, series, grid after @, but got 'map'");
        assertThatThrownBy(() -> new FeaturePair("a@grid", "b", 1))
                .hasMessage("the name of a paired map has no @ and no :, but is 'a@grid'");
    }

    @ParameterizedTest
    @CsvSource({
        "t:s, 16x64, 16x32, 32x64",
        "t:s, 64x16, 32x16, 32x64",
        "t@tokens:s, 16x64, 16x32, 32x64",
        "t@tokens:s, 64x16, 16x32, 32x64",
        "t:s@series, 64x16, 16x32, 32x64",
        "t@tokens:s@tokens, 9x64, 16x32, 32x64",
        "t@series:s@tokens, 64x9, 16x32, 16x9"
    })
    void mapsOfRankTwoAreToldApartByTheAxisThatIsEqual(String text, String student, String teacher, String projector) {
        // Given: a projector's weight is [C_t, C_s]
        FeaturePair pair = FeaturePair.parse(text);
        FeatureTerm term = new FeatureTerm(List.of(pair), FeatureDistance.named("mse"), manager, 1, Map.of());

        // When
        NDArray value = term.value(
                Map.of("s", ones(student)), new TrainingBatch(2, Map.of(), null, Map.of("t", ones(teacher)), null));

        // Then
        assertThat(value.getFloat()).isFinite();
        assertThat(term.used().get(text.replace(':', '-') + ".weight").getShape())
                .isEqualTo(shape(projector));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mse", "cosine", "attention"})
    void equalShapesAreComparedAsTheyAre(String distance) {
        // Given
        FeatureTerm term = new FeatureTerm(
                List.of(FeaturePair.parse("t:s")), FeatureDistance.named(distance), manager, 1, Map.of());

        // When
        NDArray value = term.value(
                Map.of("s", ones("16x64")), new TrainingBatch(2, Map.of(), null, Map.of("t", ones("16x64")), null));

        // Then
        assertThat(value.getFloat()).isZero();
        assertThat(term.learned()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mse", "cosine", "attention"})
    void mapsThatNoAxisTellsApartAreRefusedWithTheViews(String distance) {
        assertThatThrownBy(() -> require("t:s", distance, "16x64", "32x48"))
                .hasMessage("feature pair t:s: the maps (16, 64) and (32, 48) agree in no axis: say @tokens for a map"
                        + " [T, D] and @series for a map [C, T]");
        assertThatThrownBy(() -> require("t@tokens:s", distance, "16x64", "32x48"))
                .hasMessageContainingAll("t@tokens:s", "@series");
        assertThatCode(() -> require("t@tokens:s@tokens", distance, "16x64", "32x48"))
                .doesNotThrowAnyException();
    }

    @Test
    void relationsTakeTheWholeSampleWhateverItsShape() {
        assertThatCode(() -> require("t:s", "relational-angle", "16x64", "32x48"))
                .doesNotThrowAnyException();
        assertThatCode(() -> require("t@grid:s", "relational-distance", "7", "17x48"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> require("t@grid:s", "relational-distance", "7", "18x48"))
                .hasMessageContaining("@grid");
    }

    @Test
    void tokensAndAMapHaveAProjectorThroughTheGridAlone() {
        assertThatThrownBy(() -> require("t:s", "mse", "8x4x4", "17x64"))
                .hasMessage("feature pair t:s: no projector from a student's map (8, 4, 4) to a teacher's map (17, 64):"
                        + " the shapes must be equal, or both maps [C, H, W], both [C, T], or both vectors [D]; @grid"
                        + " makes a map of tokens [T, D]");
        assertThatCode(() -> require("t@grid:s", "mse", "8x4x4", "17x64")).doesNotThrowAnyException();
        assertThatCode(() -> require("t:s@grid", "mse", "16x64", "8x4x4")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5, 9, 10, 196, 197, 256, 257})
    void aSquareOfTokensIsAGridWithAndWithoutAClassToken(int tokens) {
        assertThat(FeatureView.GRID.of(new Shape(tokens, 8)).dimension()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 6, 8, 11, 195, 198, 255, 258})
    void otherNumbersOfTokensAreNoGrid(int tokens) {
        assertThatThrownBy(() -> FeatureView.GRID.of(new Shape(tokens, 8)))
                .hasMessage("@grid takes tokens [T, D] of a square grid, where T is H·H, or 1 + H·H with a class token"
                        + " first, but the map is (%d, 8)".formatted(tokens));
    }

    @ParameterizedTest
    @CsvSource({
        "t:s@tokens, 8x4x4, 'feature pair t:s@tokens: @tokens takes tokens [T, D], but the map is (8, 4, 4)'",
        "t:s@series, 8, 'feature pair t:s@series: @series takes a series [C, T], but the map is (8)'",
        "t:s@grid, 8x4x4, 'feature pair t:s@grid: @grid takes tokens [T, D], but the map is (8, 4, 4)'",
        "t@tokens:s, 8x4x4, 'feature pair t@tokens:s: the teacher''s map @tokens has 2 dimensions, but the student''s is (8, 4, 4)'",
        "t@grid:s, 16x8, 'feature pair t@grid:s: the teacher''s map @grid has 3 dimensions, but the student''s is (16, 8)'"
    })
    void whatTheStudentsMapCannotBeIsRefusedAtStart(String pair, String map, String message) {
        assertThatThrownBy(() -> FeaturePair.parse(pair).requireStudent(FeatureDistance.named("mse"), shape(map)))
                .hasMessage(message);
    }

    @Test
    void projectorsOfOneNameAndOtherInputsStandBesideEachOther() {
        // Given: teachers whose maps are told apart by another axis than the one before
        FeatureTerm term =
                new FeatureTerm(List.of(FeaturePair.parse("t:s")), FeatureDistance.named("mse"), manager, 1, Map.of());

        // When
        for (String teacher : List.of("16x32", "16x48", "48x64", "16x48")) {
            term.value(
                    Map.of("s", ones("16x64")), new TrainingBatch(2, Map.of(), null, Map.of("t", ones(teacher)), null));
        }

        // Then
        assertThat(term.learned())
                .containsOnlyKeys(
                        "t-s.weight", "t-s.bias", "t-s@48.weight", "t-s@48.bias", "t-s@48x16.weight", "t-s@48x16.bias");
    }

    private static void require(String pair, String distance, String student, String teacher) {
        FeaturePair.parse(pair).requireComparable(FeatureDistance.named(distance), shape(student), shape(teacher));
    }

    private NDArray ones(String sample) {
        return manager.ones(new Shape(2).addAll(shape(sample)));
    }

    private static Shape shape(String text) {
        return new Shape(
                Arrays.stream(text.split("x")).mapToLong(Long::parseLong).toArray());
    }
}
