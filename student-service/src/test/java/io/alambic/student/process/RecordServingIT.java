package io.alambic.student.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.inference.InferParameter;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.student.KnowledgeLog;
import io.alambic.student.protocol.Requests;
import io.alambic.student.records.TinyRecords;
import io.alambic.testing.SharedBroker;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The packaged student is asked about raw events, over its gRPC and its HTTP server. */
class RecordServingIT {

    private static final float[] IMAGE = TinyRecords.image(2);
    private static final String EVENT = TinyRecords.event(IMAGE);
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    private Path work;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aRawEventIsAnsweredAsItsTensorsAre() throws Exception {
        try (KnowledgeLog log = KnowledgeLog.on(BROKER).create(1);
                StudentProcess student = start(log)) {
            // Given
            log.produce(0, 20, 20);
            student.awaitReady();
            String model = log.topics().student();
            long version = version(student);

            // When
            ModelInferResponse record = overGrpc(student, TinyRecords.raw(EVENT), model, version);
            ModelInferResponse tensors =
                    overGrpc(student, Requests.raw("student", 1, TinyRecords.mapped(IMAGE)), model, version);
            HttpResponse<String> body = overHttp(student, model, version, Map.of("Ce-Type", "order"));
            HttpResponse<String> form = overHttp(
                    student,
                    model,
                    version,
                    Map.of("ce-type", "order", "Content-Type", "application/x-www-form-urlencoded"));
            HttpResponse<String> binary = overHttp(
                    student, model, version, Map.of("ce_type", "order", "Inference-Header-Content-Length", "0"));
            HttpResponse<String> filtered = overHttp(student, model, version, Map.of());

            // Then
            float[] expected = Requests.numbers(tensors);
            assertThat(Requests.numbers(record)).isEqualTo(expected);
            assertThat(logits(body)).isEqualTo(expected);
            assertThat(logits(form)).isEqualTo(expected);
            assertThat(logits(binary)).isEqualTo(expected);
            assertThat(filtered.statusCode()).isEqualTo(400);
            assertThat(filtered.body()).contains("the filter of the mapping leaves none");
            assertThat(student.body("/v2/models/" + log.topics().student()))
                    .contains("{\"name\":\"record\",\"datatype\":\"BYTES\",\"shape\":[-1,1]}");
        }
    }

    private StudentProcess start(KnowledgeLog log) {
        Map<String, String> settings = StudentProcess.settings(log, work.resolve("checkpoints"));
        settings.put("alambic.student.serving.mapping", "true");
        settings.put("alambic.student.serving.versions", "50");
        settings.put("alambic.mapping.format", "json");
        settings.put("alambic.mapping.filter", "@header.ce_type = order");
        settings.put("alambic.mapping.id", "@key");
        settings.put("alambic.mapping.label.fields", "state | vocabulary(a, b, c, d)");
        settings.put("alambic.mapping.tensors.image.fields", "pixels | standardize(0.25, 0.5)");
        settings.put("alambic.mapping.tensors.image.shape", "1x8x8");
        return StudentProcess.start(settings, work.resolve("student.log"));
    }

    /** All are answered by one version, while others are promoted. */
    private long version(StudentProcess student) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(student.http() + "/v2/repository/index"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(answer.body()).get(0).get("version").asLong();
    }

    private static ModelInferResponse overGrpc(
            StudentProcess student, ModelInferRequest request, String model, long version) throws InterruptedException {
        ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", student.grpcPort())
                .usePlaintext()
                .build();
        try {
            return GRPCInferenceServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(30, TimeUnit.SECONDS)
                    .modelInfer(request.toBuilder()
                            .setModelName(model)
                            .setModelVersion(Long.toString(version))
                            .putParameters(
                                    "header.ce_type",
                                    InferParameter.newBuilder()
                                            .setStringParam("order")
                                            .build())
                            .build());
        } finally {
            channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    private HttpResponse<String> overHttp(
            StudentProcess student, String model, long version, Map<String, String> headers) throws Exception {
        String path = "/v2/models/%s/versions/%d/infer".formatted(model, version);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(student.http() + path))
                .POST(HttpRequest.BodyPublishers.ofString(EVENT));
        headers.forEach(request::header);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static float[] logits(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode data = JSON.readTree(answer.body()).get("outputs").get(0).get("data");
        float[] logits = new float[data.size()];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) data.get(i).doubleValue();
        }
        return logits;
    }
}
