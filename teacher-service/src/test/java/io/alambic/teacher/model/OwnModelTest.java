package io.alambic.teacher.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.OutputPick;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.models.LogitsFrom;
import io.alambic.models.ModelSource;
import io.alambic.models.remote.CallSettings;
import io.alambic.teacher.TinyModel;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnModelTest {

    /** Written by core's make_models.py. */
    private static final Path MODELS = Path.of("..", "core", "src", "test", "resources", "models");

    private static final List<TensorSpec> IMAGE = InputSpec.parseAll("image:FP32:1x8x8");

    @Test
    void aTorchScriptModuleThatReturnsATupleIsPickedByPosition() throws IOException {
        try (
        // When
        TeacherModel model = TeacherModel.load(settings("numbered.pt", IMAGE, "0", "hidden=1"))) {

            // Then
            assertThat(model.identity().name()).isEqualTo("numbered");
            assertThat(model.identity().version()).matches("[0-9a-f]{12}");
            assertThat(model.signature().inputs()).isEqualTo(IMAGE);
            assertThat(model.outputs()).isEqualTo(InputSpec.parseAll("logits:FP32:4,hidden:FP32:5"));
        }
    }

    @Test
    void anOnnxModelIsPickedByName() throws IOException {
        try (
        // When
        TeacherModel model = TeacherModel.load(settings("numbered.onnx", IMAGE, "", "map=hidden"))) {

            // Then
            assertThat(model.outputs()).isEqualTo(InputSpec.parseAll("logits:FP32:4,map:FP32:5"));
        }
    }

    @Test
    void aModuleThatWasTracedWithDropoutOnIsNoticed() throws IOException {
        try (TeacherModel model = TeacherModel.load(settings("dropout.pt", IMAGE, "", "map=output0"))) {
            assertThat(model.varyingOutputs()).containsExactly("logits", "map");
        }
    }

    @Test
    void aModelThatAnswersAlikeHasNoVaryingOutputs() throws IOException {
        try (TeacherModel model = TeacherModel.load(settings("numbered.onnx", IMAGE, "", "map=hidden"))) {
            assertThat(model.varyingOutputs()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "softmax.pt, AUTO, true",
        "softmax.onnx, AUTO, true",
        "softmax.onnx, LOGITS, false",
        "numbered.onnx, AUTO, false",
        "numbered.onnx, PROBABILITIES, true"
    })
    void logitsAreTakenFromProbabilitiesWhereTheModelAnswersThemOrTheSettingSaysSo(
            String file, LogitsFrom from, boolean probabilities) throws IOException {
        // Given
        ModelSettings settings = new ModelSettings(
                new ModelSource.File(MODELS.resolve(file)),
                IMAGE,
                Optional.empty(),
                "0",
                from,
                List.of(),
                Encoding.FP16,
                8,
                CallSettings.DEFAULT);

        try (
        // When
        TeacherModel model = TeacherModel.load(settings)) {

            // Then
            assertThat(model.isOfProbabilities()).isEqualTo(probabilities);
        }
    }

    @Test
    void aFileWithoutNamedInputsIsRefusedWithAnExample() {
        assertThatThrownBy(() -> TeacherModel.load(settings("numbered.pt", List.of(), "0", "map=1")))
                .hasMessageContaining("numbered.pt does not say what it takes: its inputs must be named")
                .hasMessageContaining("image:FP32:1x28x28");
    }

    @Test
    void severalOutputsWithoutLogitsAreRefusedNamingThem() {
        assertThatThrownBy(() -> TeacherModel.load(settings("numbered.pt", IMAGE, "", "map=1")))
                .hasMessage("which output holds the logits must be named (alambic.teacher.logits);"
                        + " the model has [output0, output1]");
    }

    @Test
    void aFeatureMapThatIsMissingIsNamedBesideThoseThatExist() {
        assertThatThrownBy(() -> TeacherModel.load(settings("named.pt", IMAGE, "", "block2")))
                .hasMessage("no output 'block2'; the model has [block1, logits]");
    }

    @Test
    void logitsMayBeAMapWhoseMeaningIsTheStudentsTask() throws IOException {
        try (
        // When
        TeacherModel model = TeacherModel.load(settings("named.pt", IMAGE, "block1", "map=block1"))) {

            // Then
            assertThat(model.outputs().get(0).sampleShape()).isEqualTo(new Shape(3, 4, 4));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sentence.pt", "sentence.onnx"})
    void recordsOfDifferentSizesAreAnsweredInOneBatchAsEachAlone(String file) throws IOException {
        // Given
        Buckets buckets = Buckets.parse("T=2/4/8", "");
        try (TeacherModel model = TeacherModel.load(new ModelSettings(
                new ModelSource.File(MODELS.resolve(file)),
                InputSpec.parseAll("ids:INT64:T,mask:INT64:T"),
                Optional.of(buckets),
                "0",
                LogitsFrom.LOGITS,
                List.of(),
                Encoding.FP32,
                64,
                CallSettings.DEFAULT))) {
            List<List<EncodedTensor>> records = IntStream.of(5, 1, 8, 2, 3)
                    .mapToObj(size ->
                            buckets.pad(model.signature().named(), List.of(tokens("ids", size), ones("mask", size))))
                    .toList();

            // When
            try (Teacher teacher = model.newTeacher()) {
                TeacherAnswer together = teacher.answer(records);

                // Then
                for (int i = 0; i < records.size(); i++) {
                    float[] one = floats(together, i);
                    float[] alone = floats(teacher.answer(List.of(records.get(i))), 0);
                    assertThat(one).as("record %d", i).containsExactly(alone, within(1e-6f));
                }
            }
        }
    }

    private static EncodedTensor tokens(String name, int size) {
        return longs(name, LongStream.range(1, size + 1).toArray());
    }

    private static EncodedTensor ones(String name, int size) {
        return longs(name, LongStream.generate(() -> 1).limit(size).toArray());
    }

    private static EncodedTensor longs(String name, long[] values) {
        ByteBuffer data = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        LongStream.of(values).forEach(data::putLong);
        return new EncodedTensor(name, TensorType.INT64, new Shape(1, values.length), data.flip(), null);
    }

    private static float[] floats(TeacherAnswer answer, int row) {
        float[] values = new float[4];
        answer.logits()
                .rows("logits", row, 1)
                .getData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    @Test
    void inputsThatAZooModelDoesNotTakeAreRefused(@TempDir Path folder) throws IOException {
        // Given
        ModelSource zoo = new ModelSource.Folder(TinyModel.save(folder));

        // Then
        assertThatThrownBy(() -> TeacherModel.load(new ModelSettings(
                        zoo,
                        IMAGE,
                        Optional.empty(),
                        "",
                        LogitsFrom.AUTO,
                        List.of(),
                        Encoding.FP16,
                        8,
                        CallSettings.DEFAULT)))
                .hasMessage("inputs [image:FP32:1x8x8] are named, but the model takes [image:FP32:1x4x4]");
    }

    @Test
    void aSourceIsAFolderAFileOrAnAddress() {
        assertThat(ModelSource.parse("models/teacher")).isEqualTo(new ModelSource.Folder(Path.of("models/teacher")));
        assertThat(ModelSource.parse("a/net.pt")).isEqualTo(new ModelSource.File(Path.of("a/net.pt")));
        assertThat(ModelSource.parse("a/net.onnx")).isEqualTo(new ModelSource.File(Path.of("a/net.onnx")));
        assertThat(ModelSource.parse("grpcs://triton:8001/resnet"))
                .isEqualTo(new ModelSource.Remote("triton", 8001, "resnet", true));
        assertThat(ModelSource.parse("https://triton:8000/v2/models/resnet/versions/2"))
                .isEqualTo(new ModelSource.Rest(URI.create("https://triton:8000/v2/models/resnet/versions/2")));
        assertThatThrownBy(() -> ModelSource.parse("grpc://triton/resnet"))
                .hasMessage(
                        "expected a folder, a file *.pt or *.onnx, grpc://host:port/name or http://host:port/v2/models/name,"
                                + " but got 'grpc://triton/resnet'");
    }

    private static ModelSettings settings(String file, List<TensorSpec> inputs, String logits, String map) {
        return new ModelSettings(
                new ModelSource.File(MODELS.resolve(file)),
                inputs,
                Optional.empty(),
                logits,
                LogitsFrom.AUTO,
                List.of(OutputPick.parse(map)),
                Encoding.FP16,
                8,
                CallSettings.DEFAULT);
    }
}
