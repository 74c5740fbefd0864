package io.alambic.cli.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.alambic.client.ClientSettings;
import io.alambic.client.StudentClient;
import io.alambic.datasets.text.TextTokenizer;
import io.alambic.datasets.text.TokenizedTexts;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.inference.InferParameter;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelMetadataRequest;
import io.alambic.inference.ModelMetadataResponse;
import io.alambic.testing.TextFixtures;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextAnswersTest {

    @TempDir
    private Path folder;

    private final Counting student = new Counting();
    private Server server;
    private StudentClient client;
    private TokenizedTexts texts;

    @BeforeEach
    void start() throws IOException {
        server = NettyServerBuilder.forPort(0).addService(student).build().start();
        client = new StudentClient(ClientSettings.of("localhost:" + server.getPort()));
        try (TextTokenizer tokenizer =
                TextTokenizer.read(TextFixtures.tokenizer(folder.resolve("tokenizer.json")), 3)) {
            texts = tokenizer.unlabelled(List.of("good mail", "a very very very bad mail"));
        }
    }

    @AfterEach
    void stop() {
        client.close();
        server.shutdownNow();
    }

    @Test
    void eachTextIsToldItsClassAndLongOnesAreCut() {
        // When
        TextAnswers answers = TextAnswers.of(client, texts);

        // Then
        assertThat(answers.lines()).containsExactly("class 0 (66.7 %)", "class 1 (100.0 %)");
        assertThat(answers.weights().version()).isEqualTo(7);
        assertThat(texts.label(0)).isNegative();
    }

    @Test
    void numbersAreShownWhereThereAreNoClasses() {
        // Given
        student.output = "logits";

        // When
        TextAnswers answers = TextAnswers.of(client, texts);

        // Then
        assertThat(answers.lines()).containsExactly("[0.6667, 0.3333]", "[0.0000, 1.0000]");
    }

    @Test
    void aStudentThatReadsNoTokensIsRefused() {
        // Given
        student.input = "image";

        // Then
        assertThatThrownBy(() -> TextAnswers.of(client, texts))
                .hasMessage(
                        "The student reads [image], but a text becomes [input_ids, attention_mask, token_type_ids]");
    }

    /** Puts a text of two tokens into class 0, and longer ones into class 1. */
    private static final class Counting extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {

        private volatile String input = "input_ids";
        private volatile String output = "probabilities";

        @Override
        public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> caller) {
            caller.onNext(ModelMetadataResponse.newBuilder()
                    .setName("student")
                    .addInputs(tensor(input))
                    .addOutputs(tensor(output))
                    .build());
            caller.onCompleted();
        }

        private static ModelMetadataResponse.TensorMetadata.Builder tensor(String name) {
            return ModelMetadataResponse.TensorMetadata.newBuilder()
                    .setName(name)
                    .setDatatype(name.equals("input_ids") ? "INT64" : "FP32")
                    .addShape(-1)
                    .addShape(name.equals("input_ids") ? -1 : 2);
        }

        private static InferParameter number(long value) {
            return InferParameter.newBuilder().setInt64Param(value).build();
        }

        @Override
        public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> caller) {
            float share = request.getInputs(0).getShape(1) == 2 ? 1 / 3f : 1;
            ByteBuffer answer = ByteBuffer.allocate(2 * Float.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat(1 - share)
                    .putFloat(share);
            caller.onNext(ModelInferResponse.newBuilder()
                    .setModelName("student")
                    .putParameters("version", number(7))
                    .putParameters("step", number(70))
                    .putParameters("newest_event_time", number(700))
                    .addOutputs(ModelInferResponse.InferOutputTensor.newBuilder()
                            .setName(request.getOutputs(0).getName())
                            .setDatatype("FP32")
                            .addShape(1)
                            .addShape(2))
                    .addRawOutputContents(ByteString.copyFrom(answer.flip()))
                    .build());
            caller.onCompleted();
        }
    }
}
