package io.alambic.teacher.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.OutputPick;
import io.alambic.core.tensor.EncodedRows;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.TensorType;
import io.alambic.inference.ModelInferRequest;
import io.alambic.models.LogitsFrom;
import io.alambic.models.ModelIdentity;
import io.alambic.models.ModelSource;
import io.alambic.models.remote.CallSettings;
import io.alambic.models.remote.ModelUnavailableException;
import io.alambic.models.remote.RemoteServer;
import io.grpc.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteTeacherTest {

    private static final CallSettings CALLS = new CallSettings(Duration.ofSeconds(20), Duration.ofSeconds(40));
    private static final List<OutputPick> HALF = List.of(OutputPick.parse("map=half"));

    @Test
    void answersInBatchesOfAtMostTheMaximumAndAsksForNoMoreThanTravels() throws IOException {
        try (RemoteServer server = new RemoteServer();
                TeacherModel model = TeacherModel.load(settings(server.source(), "scores", List.of()));
                Teacher teacher = model.newTeacher()) {
            // When
            TeacherAnswer answer = teacher.answer(List.of(List.of(tensor(5, 2))));

            // Then
            assertThat(model.identity()).isEqualTo(new ModelIdentity("twice", "5"));
            assertThat(floats(answer.logits(), 5)).containsExactly(0, 2, 4, 6, 8, 10, 12, 14, 16, 18);
            assertThat(answer.featureMaps()).isEmpty();
            assertThat(server.requests())
                    .extracting(request -> request.getInputs(0).getShape(0))
                    .containsExactly(2L, 2L, 1L);
            assertThat(server.requests().get(0).getOutputsList())
                    .extracting(ModelInferRequest.InferRequestedOutputTensor::getName)
                    .containsExactly("scores");
        }
    }

    @Test
    void typedContentsAreReadAsRawOnesAre() throws IOException {
        try (RemoteServer server = new RemoteServer(true, -1, 2);
                TeacherModel model = TeacherModel.load(settings(server.source(), "1", HALF));
                Teacher teacher = model.newTeacher()) {
            // When
            TeacherAnswer answer = teacher.answer(List.of(List.of(tensor(1, 2))));

            // Then
            assertThat(floats(answer.logits(), 1)).containsExactly(0, 2);
            assertThat(floats(answer.featureMaps().get("map"), 1)).containsExactly(0, 0.5f);
        }
    }

    @Test
    void shapesThatTheServerLeavesOpenAreFoundByASampleOfZeros() throws IOException {
        try (RemoteServer server = new RemoteServer(false, -1, -1);
                // When
                TeacherModel model = TeacherModel.load(settings(server.source(), "scores", HALF))) {

            // Then
            assertThat(model.outputs()).isEqualTo(InputSpec.parseAll("logits:FP32:2,map:FP32:2"));
        }
    }

    @Test
    void anOutputThatIsMissingIsNamedBesideThoseThatExist() throws IOException {
        try (RemoteServer server = new RemoteServer()) {
            assertThatThrownBy(() -> TeacherModel.load(settings(server.source(), "logits", List.of())))
                    .hasMessage("no output 'logits'; the model has [half, scores]");
        }
    }

    @Test
    void inputsThatTheServerContradictsAreRefused() throws IOException {
        try (RemoteServer server = new RemoteServer()) {
            ModelSettings settings = new ModelSettings(
                    server.source(),
                    InputSpec.parseAll("values:FP32:3"),
                    Optional.empty(),
                    "scores",
                    LogitsFrom.AUTO,
                    HALF,
                    Encoding.FP32,
                    2,
                    CALLS);
            assertThatThrownBy(() -> TeacherModel.load(settings))
                    .hasMessage("inputs [values:FP32:3] are named, but the model takes [values:FP32:[-1, 2]]");
        }
    }

    @Test
    void aModelThatTheServerDoesNotHaveIsNamed() throws IOException {
        try (RemoteServer server = new RemoteServer()) {
            ModelSource.Remote other =
                    new ModelSource.Remote("127.0.0.1", server.source().port(), "thrice", false);
            assertThatThrownBy(() -> TeacherModel.load(settings(other, "", HALF)))
                    .isInstanceOf(IOException.class)
                    .hasMessage(other + " refuses: NOT_FOUND: no model here");
        }
    }

    @Test
    void aServerInPythonTeaches(@TempDir Path folder) throws Exception {
        PythonServer.TOOL.require();
        try (PythonServer server = PythonServer.start(folder)) {
            // Given
            ModelSource source = ModelSource.parse("grpc://127.0.0.1:%d/sums".formatted(server.port()));
            List<OutputPick> maps = List.of(OutputPick.parse("doubled"));
            try (TeacherModel model = TeacherModel.load(settings(source, "", maps));
                    Teacher teacher = model.newTeacher()) {
                // When
                TeacherAnswer answer = teacher.answer(List.of(List.of(tensor(3, 4))));

                // Then
                assertThat(model.identity()).isEqualTo(new ModelIdentity("sums", "3"));
                assertThat(floats(answer.logits(), 3)).containsExactly(6, -6, 22, -22, 38, -38);
                assertThat(floats(answer.featureMaps().get("doubled"), 3))
                        .containsExactly(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22);
            }
        }
    }

    @Test
    void aServerThatAnswersOneCallInSevenWithAnErrorTeachesAll() throws IOException {
        try (RemoteServer server = new RemoteServer();
                TeacherModel model = TeacherModel.load(settings(server.source(), "scores", List.of()));
                Teacher teacher = model.newTeacher()) {
            // Given
            server.failOneIn(7);

            // When
            TeacherAnswer answer = teacher.answer(List.of(List.of(tensor(101, 2))));

            // Then
            assertThat(answer.refused()).isEmpty();
            assertThat(floats(answer.logits(), 101)).startsWith(0, 2, 4).endsWith(400, 402);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVALID_ARGUMENT", "UNKNOWN", "INTERNAL"})
    void theOneSampleThatAServerRefusesIsIsolated(String code) throws IOException {
        try (RemoteServer server = new RemoteServer();
                TeacherModel model = TeacherModel.load(settings(server.source(), "scores", List.of()));
                Teacher teacher = model.newTeacher()) {
            // Given
            server.refuse(14, Status.fromCode(Status.Code.valueOf(code)).withDescription("index 14 is out of range"));

            // When
            TeacherAnswer answer = teacher.answer(List.of(List.of(tensor(4, 2)), List.of(tensor(10, 2))));

            // Then
            assertThat(answer.refused()).containsOnlyKeys(11);
            assertThat(answer.refused().get(11)).hasMessageContaining("index 14 is out of range");
        }
    }

    @Test
    void aServerThatRefusesWhatItAnsweredBeforeIsUnavailableAndCostsNoSample() throws IOException {
        try (RemoteServer server = new RemoteServer();
                TeacherModel model = TeacherModel.load(settings(server.source(), "scores", List.of()));
                Teacher teacher = model.newTeacher()) {
            // Given
            teacher.answer(List.of(List.of(tensor(2, 2))));
            server.refuse(0, Status.INTERNAL.withDescription("CUDA error"));

            // Then
            assertThatThrownBy(() -> teacher.answer(List.of(List.of(tensor(2, 2)))))
                    .isInstanceOf(ModelUnavailableException.class)
                    .hasMessageContaining("refuses a sample that it answered before");
        }
    }

    @Test
    void aServerThatDoesNotLetTheTeacherInIsAFailureAndCostsNoSample() throws IOException {
        try (RemoteServer server = new RemoteServer();
                TeacherModel model = TeacherModel.load(settings(server.source(), "scores", List.of()));
                Teacher teacher = model.newTeacher()) {
            // Given
            teacher.answer(List.of(List.of(tensor(2, 2))));
            server.refuse(0, Status.UNAUTHENTICATED.withDescription("token expired"));

            // Then
            assertThatThrownBy(() -> teacher.answer(List.of(List.of(tensor(2, 2)))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("token expired");
        }
    }

    private static ModelSettings settings(ModelSource source, String logits, List<OutputPick> maps) {
        return new ModelSettings(
                source, List.of(), Optional.empty(), logits, LogitsFrom.AUTO, maps, Encoding.FP32, 2, CALLS);
    }

    private static EncodedTensor tensor(int samples, int width) {
        ByteBuffer data = ByteBuffer.allocate(samples * width * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < samples * width; i++) {
            data.putFloat(i);
        }
        return new EncodedTensor("values", TensorType.FP32, new Shape(samples, width), data.flip(), null);
    }

    private static float[] floats(EncodedRows rows, int count) {
        ByteBuffer data = rows.rows("rows", 0, count).getData().asReadOnlyByteBuffer();
        float[] floats = new float[data.remaining() / Float.BYTES];
        data.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
    }
}
