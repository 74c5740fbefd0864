package io.alambic.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import io.alambic.core.digest.FileDigest;
import io.alambic.core.model.InputSpec;
import io.alambic.models.remote.CallSettings;
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
        Path model = modelWithExternalWeights("model.onnx.data");
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
        Path model = modelWithExternalWeights("model.onnx.data");

        // Then
        assertThatThrownBy(() -> version(model))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no readable file " + folder.resolve("model.onnx.data"));
    }

    /** A file that someone else wrote must not read other files of this machine. */
    @Test
    void externalWeightsOutsideTheModelsFolderAreRefused() throws IOException {
        // Given
        Files.writeString(folder.resolve("elsewhere.data"), "1234");
        folder = Files.createDirectory(folder.resolve("model"));
        Path model = modelWithExternalWeights("../elsewhere.data");

        // Then
        assertThatThrownBy(() -> version(model))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(model + " holds no ONNX model: ")
                .hasMessageContaining("elsewhere.data");
    }

    private static String version(Path model) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            OpenedModel opened = OpenedModel.open(
                    new ModelSource.File(model), InputSpec.parseAll("image:FP32:1x8x8"), CallSettings.DEFAULT, manager);
            opened.network().close();
            return opened.identity().version();
        }
    }

    /** The sample model with one more weight, in a file, and one more output that reads it. Messages that follow each other are one, field by field. */
    private Path modelWithExternalWeights(String file) throws IOException {
        Path model = Files.copy(SampleModels.ONNX, folder.resolve("model.onnx"));
        UnknownFieldSet location = fields(1, text("location"))
                .mergeFrom(fields(2, text(file)).build())
                .build();
        UnknownFieldSet tensor = fields(1, number(1))
                .mergeFrom(fields(2, number(1)).build())
                .mergeFrom(fields(8, text("extra")).build())
                .mergeFrom(fields(13, message(location)).build())
                .mergeFrom(fields(14, number(1)).build())
                .build();
        UnknownFieldSet sum = fields(1, text("image"))
                .mergeFrom(fields(1, text("extra")).build())
                .mergeFrom(fields(2, text("sum")).build())
                .mergeFrom(fields(4, text("Add")).build())
                .build();
        UnknownFieldSet output = fields(1, text("sum"))
                .mergeFrom(fields(
                                2,
                                message(fields(1, message(fields(1, number(1)).build()))
                                        .build()))
                        .build())
                .build();
        UnknownFieldSet graph = fields(5, message(tensor))
                .mergeFrom(fields(1, message(sum)).build())
                .mergeFrom(fields(12, message(output)).build())
                .build();
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
