package io.alambic.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import io.alambic.core.digest.FileDigest;
import io.alambic.core.model.InputSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The version of an ONNX model, with weights in its file and beside it. */
class OnnxVersionTest {

    @TempDir
    Path folder;

    @Test
    void withoutExternalWeightsItIsTheDigestOfTheFile() throws IOException {
        // Given
        Path model = Files.copy(SampleModels.ONNX, folder.resolve("model.onnx"));

        // Then
        assertThat(ModelFile.digest(model)).isEqualTo(FileDigest.of(model));
    }

    @Test
    void otherExternalWeightsAreAnotherVersion() throws IOException {
        // Given
        Path model = modelWithExternalWeights();
        Files.writeString(folder.resolve("model.onnx.data"), "1234");
        String before = version(model);

        // When
        Files.writeString(folder.resolve("model.onnx.data"), "1235");

        // Then
        assertThat(version(model)).isNotEqualTo(before).hasSameSizeAs(before);
        Files.writeString(folder.resolve("model.onnx.data"), "1234");
        assertThat(version(model)).isEqualTo(before);
    }

    @Test
    void externalWeightsThatAreMissingAreNamed() throws IOException {
        // Given
        Path model = modelWithExternalWeights();

        // Then
        assertThatThrownBy(() -> version(model))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no readable file " + folder.resolve("model.onnx.data"));
    }

    private static String version(Path model) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            OpenedModel opened = OpenedModel.open(
                    new ModelSource.File(model), InputSpec.parseAll("image:FP32:1x8x8"), CallSettings.DEFAULT, manager);
            opened.network().close();
            return opened.identity().version();
        }
    }

    /** The sample model with one more weight, in a file. Messages that follow each other are one, field by field. */
    private Path modelWithExternalWeights() throws IOException {
        Path model = Files.copy(SampleModels.ONNX, folder.resolve("model.onnx"));
        UnknownFieldSet location = fields(1, text("location"))
                .mergeFrom(fields(2, text("model.onnx.data")).build())
                .build();
        UnknownFieldSet tensor = fields(1, number(1))
                .mergeFrom(fields(2, number(1)).build())
                .mergeFrom(fields(8, text("extra")).build())
                .mergeFrom(fields(13, message(location)).build())
                .mergeFrom(fields(14, number(1)).build())
                .build();
        UnknownFieldSet graph = fields(5, message(tensor)).build();
        try (OutputStream out = Files.newOutputStream(model, StandardOpenOption.APPEND)) {
            fields(7, message(graph)).build().writeTo(out);
        }
        return model;
    }

    private static UnknownFieldSet.Builder fields(int number, Field field) {
        return UnknownFieldSet.newBuilder().addField(number, field);
    }

    private static Field text(String value) {
        return Field.newBuilder()
                .addLengthDelimited(ByteString.copyFrom(value, StandardCharsets.UTF_8))
                .build();
    }

    private static Field number(long value) {
        return Field.newBuilder().addVarint(value).build();
    }

    private static Field message(UnknownFieldSet value) {
        return Field.newBuilder().addLengthDelimited(value.toByteString()).build();
    }
}
