package io.alambic.tools.describe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.alambic.models.remote.SequenceServer;
import io.alambic.tools.SmallModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DescribeTest {

    /** Written by core's make_models.py. */
    private static final String MODELS = "../core/src/test/resources/models/";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"sentence.pt", "sentence.onnx"})
    void openDimensionsAreTakenAndPrinted(String file) {
        // When
        int code = describe(
                "../core/src/test/resources/models/" + file,
                "--input",
                "ids:INT64:T",
                "--input",
                "mask:INT64:T",
                "--sizes",
                "T=4/8");

        // Then
        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("inputs         ids   INT64 [N, T]", "               mask  INT64 [N, T]")
                .contains("alambic.teacher.inputs=ids:INT64:T,mask:INT64:T", "alambic.teacher.sizes=T=4/8");
    }

    @Test
    void aDeclaredStudentIsDrawnLayerByLayer() {
        // When
        int code = describe("../core/src/test/resources/students/text.yaml");

        // Then
        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("parameters     956")
                .contains("""
                        layer         name                   output   parameters
                        embedding     embedding1             [8, 16]         160
                        positions     positions1             [8, 16]         256
                        mask          mask1                  [8, 16]           0
                        convolution   convolution1           [8, 16]         200
                        residual      residual1              [8, 16]         304
                          layer-norm  residual1.layer-norm1  [8, 16]          16
                          attention   residual1.attention1   [8, 16]         288
                        masked-mean   masked-mean1           [8]               0
                        linear        linear1                [4]              36
                        """)
                .contains("students/text.yaml", "alambic.student.model.sizes=T=16");
    }

    @Test
    void lettersAndSizesAreProposedForASequenceOnAServer() throws IOException {
        try (SequenceServer server = new SequenceServer(-1L, -1L)) {
            // When
            int code = describe(server.source().toString());

            // Then
            assertThat(code).isZero();
            assertThat(out.toString())
                    .contains("inputs         ids   INT64 [N, T]", "outputs        scores  FP32 [N, 2]  logits")
                    .contains("places  FP32 [N, T]  can be a feature map")
                    .contains("the server leaves sizes open")
                    .contains(
                            "alambic.teacher.inputs=ids:INT64:T,mask:INT64:T", "alambic.teacher.sizes=T=16/32/64/128");
        }
    }

    @Test
    void sizesThatAreNamedAreTakenForASequenceOnAServer() throws IOException {
        try (SequenceServer server = new SequenceServer(-1L, 2L)) {
            // When
            int code = describe("--json", "--sizes", "T=4/8", server.source().toString());

            // Then
            assertThat(code).isZero();
            JsonObject json = JsonParser.parseString(out.toString()).getAsJsonObject();
            assertThat(json.getAsJsonObject("teacher")
                            .get("alambic.teacher.sizes")
                            .getAsString())
                    .isEqualTo("T=4/8");
            assertThat(server.shapes()).contains(List.of(1L, 4L), List.of(1L, 8L));
        }
    }

    @Test
    void aModelOfTheZooIsDescribedWhole(@TempDir Path folder) throws IOException {
        // Given
        SmallModel.save(folder);

        // When
        int code = describe(folder.toString());

        // Then
        assertThat(code).isZero();
        assertThat(out.toString().replaceAll("version [0-9a-f]{12}", "version V"))
                .isEqualTo("""
                        model          tiny, version V (zoo: cnn)
                        inputs         image  FP32 [N, 1, 4, 4]
                        outputs        logits  FP32 [N, 3]  logits
                                       block1  FP32 [N, 2, 2, 2]  can be a feature map
                        tasks          classification, multi-label, regression, embedding
                        parameters     47
                        multiply-adds  312

                        layer        name       output     parameters
                        convolution  block1     [2, 4, 4]          20
                        max-pool     max-pool1  [2, 2, 2]           0
                        relu         relu1      [2, 2, 2]           0
                        flatten      flatten1   [8]                 0
                        linear       logits     [3]                27

                        as a teacher:
                          alambic.teacher.model=%s
                          alambic.teacher.inputs=image:FP32:1x4x4
                          alambic.teacher.logits=logits
                          alambic.teacher.feature-maps=block1

                        as a student:
                          alambic.student.model.architecture=cnn
                          alambic.student.model.input=1x4x4
                          alambic.student.model.convolutions=2
                          alambic.student.model.dense=
                          alambic.student.model.classes=3
                        """.formatted(folder));
    }

    @Test
    void aTorchScriptModuleIsDescribedAsJson() {
        // When
        int code = describe("--json", "--input", "image:FP32:1x8x8", MODELS + "numbered.pt");

        // Then
        assertThat(code).isZero();
        JsonObject json = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertThat(json.get("kind").getAsString()).isEqualTo("TorchScript");
        assertThat(json.get("parameters").getAsLong()).isEqualTo(5 * 4 + 4);
        assertThat(json.get("multiplyAdds").isJsonNull()).isTrue();
        assertThat(json.getAsJsonArray("outputs").toString())
                .isEqualTo(
                        "[{\"name\":\"output0\",\"type\":\"FP32\",\"shape\":[4],\"logits\":true,\"featureMap\":false},"
                                + "{\"name\":\"output1\",\"type\":\"FP32\",\"shape\":[5],\"logits\":false,\"featureMap\":true}]");
        assertThat(json.getAsJsonObject("teacher").get("alambic.teacher.logits").getAsString())
                .isEqualTo("output0");
        assertThat(json.getAsJsonObject("student")
                        .get("alambic.student.model.outputs")
                        .getAsString())
                .isEqualTo("logits=output0,output1");
    }

    @Test
    void whatAnOnnxModelDoesNotSayIsNotKnown() {
        // When
        int code = describe(MODELS + "numbered.onnx", "--input", "image:FP32:1x8x8");

        // Then
        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("(ONNX)", "parameters     not known", "multiply-adds  not known", "feature-maps=hidden")
                .doesNotContain("as a student");
    }

    @Test
    void openDimensionsOfOutputsAreFound() {
        // When
        int code = describe("--input", "ids:INT64:T,mask:INT64:T", "--sizes", "T=2/8", MODELS + "tokens.onnx");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("logits  FP32 [N, T, 3]", "hidden  FP32 [N, T, 6]", "sizes=T=2/8", "dense-channels-last");
    }

    @Test
    void aModelThatWasTracedWithDropoutOnIsNoticed() {
        // When
        int code = describe(MODELS + "dropout.pt", "--input", "image:FP32:1x8x8");

        // Then
        assertThat(code).isZero();
        assertThat(out.toString()).contains("caution        the outputs [output0] differ between passes", ".eval()");
    }

    @Test
    void aModelThatAnswersAlikeIsNot() {
        // When
        describe("--json", "--input", "image:FP32:1x8x8", MODELS + "numbered.pt");

        // Then
        assertThat(JsonParser.parseString(out.toString()).getAsJsonObject().getAsJsonArray("varyingOutputs"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"softmax.pt", "softmax.onnx"})
    void aClassifierThatEndsWithASoftmaxIsNoticed(String file) {
        // When
        int code = describe("--input", "image:FP32:1x8x8", MODELS + file);

        // Then
        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("holds probabilities", "alambic.teacher.logits-from=probabilities")
                .doesNotContain("as a student");
    }

    @Test
    void aModelThatCannotBeHadIsAnErrorInASentence() {
        // When
        int code = describe(MODELS + "numbered.pt");

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines(
                        "The model cannot be described: %s does not say what it takes: name it, such as --input image:FP32:1x28x28\n"
                                .formatted(Path.of(MODELS, "numbered.pt")
                                        .toAbsolutePath()
                                        .normalize()));
    }

    private int describe(String... arguments) {
        return new CommandLine(new DescribeCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
