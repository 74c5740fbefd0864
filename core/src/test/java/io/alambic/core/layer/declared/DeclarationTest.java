package io.alambic.core.layer.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.layer.network.LayerTable;
import io.alambic.core.model.InputSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclarationTest {

    private static final Path DOCUMENT = Path.of("../docs/bring-your-model.md");

    @Test
    void theExampleOfTheDocumentationIsAnArchitecture() throws IOException {
        // Given
        String document = Files.readString(DOCUMENT);
        int begin = document.indexOf("```yaml\n") + "```yaml\n".length();

        // When
        DeclaredArchitecture architecture =
                Declaration.parse(document.substring(begin, document.indexOf("```", begin)));

        // Then
        assertThat(architecture.signature().outputs())
                .isEqualTo(InputSpec.parseAll("logits:FP32:10,block1:FP32:16x16x16,block2:FP32:32x8x8"));
    }

    @Test
    void everyLayerIsDescribed() {
        // Given
        DeclaredArchitecture architecture = Declaration.parse("""
                input: image:FP32:1x8x8
                layers:
                  - convolution: {channels: 4, bias: false}
                  - batch-norm
                  - residual: {name: block, layers: [{convolution: {channels: 4}}, relu]}
                  - mean
                  - linear: {units: 3}
                """);

        // When
        String described = LayerTable.of(architecture).stream()
                .map(row ->
                        "%d %s %s %s %d".formatted(row.depth(), row.name(), row.word(), row.output(), row.parameters()))
                .collect(Collectors.joining("\n"));

        // Then
        assertThat(described).isEqualTo("""
                        1 convolution1 convolution [4, 8, 8] 36
                        1 batch-norm1 batch-norm [4, 8, 8] 8
                        1 block residual [4, 8, 8] 148
                        2 block.convolution1 convolution [4, 8, 8] 148
                        2 block.relu1 relu [4, 8, 8] 0
                        1 mean1 mean [4] 0
                        1 linear1 linear [3] 15""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "- convolutoin: {channels: 4} | line 3, layers[0]: expected one of [attention, average-pool,",
                "- convolution: {filters: 4} | line 3, layers[0].convolution: expected one of [channels, kernel, stride, groups, bias, name, output], but got 'filters'",
                "- convolution | line 3, layers[0].convolution: channels: expected a whole number, but it is missing",
                "- convolution: {channels: four} | line 3, layers[0].convolution.channels: expected a whole number of at most 2,147,483,647, but got 'four'",
                "- convolution: {channels: 9999999999} | line 3, layers[0].convolution.channels: expected a whole number of at most 2,147,483,647, but got '9999999999'",
                "- convolution: {channels: 2000000000, kernel: 301} | line 3, layers[0].convolution: a layer of [2000000000, 1, 90601] values is too large",
                "- convolution: {channels: 4, kernel: 2} | line 3, layers[0].convolution: kernel: expected an odd number, but got 2",
                "- convolution: {channels: 4, bias: maybe} | line 3, layers[0].convolution.bias: expected true or false, but got 'maybe'",
                "- relu: {window: 2} | line 3, layers[0].relu: expected one of [name, output], but got 'window'",
                "- relu: {output: logits} | line 3, layers[0].relu: output: 'logits' is the value of the last layer",
                "- relu: {name: a_b} | line 3, layers[0].relu: name: expected letters, digits and -, beginning with a letter, in parts separated by a dot, but got 'a_b'",
                "- linear: {units: 3} | line 3, layers[0].linear: expected a vector [channels] or a series [channels, length], but got [1, 8, 8]",
                "- max-pool: {window: 9} | line 3, layers[0].max-pool: expected sizes of at least 9, the window, but got [1, 8, 8]",
                "- masked-mean | line 3, layers[0].masked-mean: expected an input of tokens, INT64, but the input has other numbers",
                "- residual: {layers: [{convolution: {channels: 2}}]} | line 3, layers[0].residual: expected equal shapes, but the layers give [2, 8, 8] and the way around them [1, 8, 8]",
                "- residual: {layers: [{attention: {heads: 3}}]} | line 3, layers[0].residual.layers[0].attention: heads: expected a divisor of 1 channels, but got 3",
                "- residual: {layers: relu} | line 3, layers[0].residual.layers: expected a list of layers, but got 'relu'",
                "- [relu] | line 3, layers[0]: expected a layer, such as relu, or linear: {units: 10}, but got a list",
                "- {relu: {}, tanh: {}} | line 3, layers[0]: expected a layer, such as relu, or linear: {units: 10}, but got the keys [relu, tanh]",
                "- {relu | line 4: expected ',' or '}', but got <stream end>",
                "- &all [*all] | Number of aliases for non-scalar nodes exceeds the specified max=0",
            })
    void aWrongLayerIsRefusedWithItsPlaceWhatWasExpectedAndWhatCame(String layer, String message) {
        assertThatThrownBy(() -> Declaration.parse("input: image:FP32:1x8x8\nlayers:\n  " + layer + "\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "image:FP32 | {} | line 1, input: expected inputs as name:TYPE:shape, such as image:FP32:1x28x28, but got 'image:FP32'",
                "image:UINT8:3 | {} | line 1, input: expected an input of type FP32, or the tokens of a text as INT64:T",
                "ids:INT64:T | {} | line 2, largest: expected the largest size of each of [T], but got []",
                "image:FP32:8 | {T: 8} | line 2, largest: expected no sizes, for no dimension is open, but got [T]",
                "ids:INT64:T | {T: many} | line 2, largest.T: expected a whole number of at most 2,147,483,647, but got 'many'",
            })
    void aWrongInputIsRefused(String input, String largest, String message) {
        assertThatThrownBy(() -> Declaration.parse("input: %s\nlargest: %s\nlayers: [relu]".formatted(input, largest)))
                .hasMessage(message);
    }

    @Test
    void aFileIsNamedInItsRefusal(@TempDir Path folder) throws IOException {
        // Given
        Path file = folder.resolve("student.yaml");
        Files.writeString(file, "input: image:FP32:8\nlayers:\n  - relu\n  - mean\n");

        // Then
        assertThatThrownBy(() -> Declaration.read(file))
                .hasMessage(
                        file
                                + ", line 4, layers[1].mean: expected a series [channels, length] or a map [channels, height, width], but got [8]");
        assertThatThrownBy(() -> Declaration.read(folder.resolve("none.yaml")))
                .hasMessage("there is no readable file " + folder.resolve("none.yaml"));
        assertThat(List.of("student.yaml", "student.yml")).allMatch(Declaration::isFile);
    }
}
