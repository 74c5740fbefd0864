package io.alambic.student.wiring;

import io.alambic.inference.ModelInferResponse;
import io.alambic.student.Endpoint;
import io.alambic.student.rest.HttpBody;
import io.alambic.student.rest.InferenceJson;
import io.alambic.student.rest.MessageJson;
import io.alambic.student.serving.Caller;
import io.alambic.student.serving.InferenceApi;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The REST half of the Open Inference Protocol, in front of the same inference as gRPC. */
@Path("/v2")
@Tag(name = "Open Inference Protocol", description = "Version 2, with its binary tensor data extension")
public class InferenceResource {

    private static final String JSON_LENGTH = "Inference-Header-Content-Length";
    private static final int NOT_READY = 400;

    private final RunningStudent running;
    private final InferenceJson json = new InferenceJson();
    private final MessageJson messages = new MessageJson();

    InferenceResource(RunningStudent running) {
        this.running = running;
    }

    @GET
    @Operation(summary = "Name, release and extensions of the server")
    public Response server() {
        return answer(api -> ok(messages.of(api.serverMetadata())));
    }

    @GET
    @Path("health/live")
    @Operation(summary = "Whether the server answers at all")
    public Response live() {
        return ok(Map.of("live", true));
    }

    @GET
    @Path("health/ready")
    @Operation(summary = "Whether it can answer inference requests: 200, or 400 where it cannot")
    public Response ready() {
        boolean ready = running.get()
                .map(Endpoint::inference)
                .filter(InferenceApi::ready)
                .isPresent();
        return Response.status(ready ? Response.Status.OK.getStatusCode() : NOT_READY)
                .type(MediaType.APPLICATION_JSON)
                .entity(JsonText.of(Map.of("ready", ready)))
                .build();
    }

    @GET
    @Path("models/{model}")
    @Operation(summary = "The model's inputs, outputs and versions")
    public Response model(@PathParam("model") String model) {
        return model(model, "");
    }

    @GET
    @Path("models/{model}/versions/{version}")
    @Operation(summary = "The same of one version")
    public Response model(@PathParam("model") String model, @PathParam("version") String version) {
        return answer(api -> ok(messages.of(api.modelMetadata(model, version))));
    }

    @GET
    @Path("models/{model}/ready")
    @Operation(summary = "Whether the model answers: 200, or 400 where it does not")
    public Response modelReady(@PathParam("model") String model) {
        return modelReady(model, "");
    }

    @GET
    @Path("models/{model}/versions/{version}/ready")
    @Operation(summary = "The same of one version")
    public Response modelReady(@PathParam("model") String model, @PathParam("version") String version) {
        return answer(api -> {
            boolean ready = api.modelReady(model, version);
            return Response.status(ready ? Response.Status.OK.getStatusCode() : NOT_READY)
                    .type(MediaType.APPLICATION_JSON)
                    .entity(JsonText.of(Map.of("name", model, "ready", ready)))
                    .build();
        });
    }

    @GET
    @Path("models/{model}/stats")
    @Operation(summary = "What the versions that answer have computed")
    public Response statistics(@PathParam("model") String model) {
        return statistics(model, "");
    }

    @GET
    @Path("models/{model}/versions/{version}/stats")
    @Operation(summary = "The same of one version")
    public Response statistics(@PathParam("model") String model, @PathParam("version") String version) {
        return answer(api -> ok(messages.of(api.statistics(model, version))));
    }

    @POST
    @Path("repository/index")
    @Operation(summary = "The versions that answer")
    public Response index() {
        return answer(api ->
                ok(api.index(false).getModelsList().stream().map(messages::of).toList()));
    }

    @POST
    @Path("repository/models/{model}/load")
    @Operation(summary = "Succeeds once the model has weights")
    public Response load(@PathParam("model") String model) {
        return answer(api -> {
            api.load(model, false);
            return ok(Map.of());
        });
    }

    @POST
    @Path("repository/models/{model}/unload")
    @Operation(summary = "Is refused: the one model is what the server is for")
    public Response unload(@PathParam("model") String model) {
        return answer(api -> {
            api.unload(model);
            return ok(Map.of());
        });
    }

    @POST
    @Path("models/{model}/infer")
    @Operation(summary = "Inference", description = "Binary tensors follow the JSON, whose length the header says.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema =
                                    @Schema(type = SchemaType.OBJECT, implementation = InferenceSchemas.Request.class)))
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = InferenceSchemas.Answer.class)))
    @APIResponse(
            responseCode = "400",
            description = "Something does not fit the model",
            content = @Content(schema = @Schema(implementation = InferenceSchemas.Refusal.class)))
    @APIResponse(responseCode = "404", description = "No such model or version")
    @APIResponse(responseCode = "429", description = "Too much waits already")
    @APIResponse(responseCode = "503", description = "No weights have been promoted yet")
    public CompletionStage<Response> infer(
            @PathParam("model") String model, @HeaderParam(JSON_LENGTH) Integer jsonLength, byte[] body) {
        return infer(model, "", jsonLength, body);
    }

    @POST
    @Path("models/{model}/versions/{version}/infer")
    @Operation(summary = "Inference by one version")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema =
                                    @Schema(type = SchemaType.OBJECT, implementation = InferenceSchemas.Request.class)))
    public CompletionStage<Response> infer(
            @PathParam("model") String model,
            @PathParam("version") String version,
            @HeaderParam(JSON_LENGTH) Integer jsonLength,
            byte[] body) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        try {
            byte[] bytes = body == null ? new byte[0] : body;
            HttpBody request = new HttpBody(bytes, jsonLength == null ? bytes.length : jsonLength);
            InferenceJson.Parsed parsed = json.read(model, version, request);
            student().infer(parsed.message(), new HttpCaller(answer, parsed));
        } catch (StatusRuntimeException e) {
            answer.complete(HttpRefusals.of(e));
        }
        return answer;
    }

    private InferenceApi student() {
        return running.get().map(Endpoint::inference).orElseThrow(() -> Status.UNAVAILABLE
                .withDescription("the student starts")
                .asRuntimeException());
    }

    private Response answer(Function<InferenceApi, Response> question) {
        try {
            return question.apply(student());
        } catch (StatusRuntimeException e) {
            return HttpRefusals.of(e);
        }
    }

    private static Response ok(Object entity) {
        return Response.ok(JsonText.of(entity), MediaType.APPLICATION_JSON).build();
    }

    /** An HTTP call. That its client has gone is not known before it is answered. */
    private final class HttpCaller implements Caller {

        private final CompletableFuture<Response> response;
        private final InferenceJson.Parsed request;

        HttpCaller(CompletableFuture<Response> response, InferenceJson.Parsed request) {
            this.response = response;
            this.request = request;
        }

        @Override
        public Optional<Status> gone() {
            return Optional.empty();
        }

        @Override
        public void answered(ModelInferResponse answer) {
            HttpBody body = json.write(answer, request.forms());
            Response.ResponseBuilder built = Response.ok(body.bytes());
            if (body.hasBinary()) {
                built.type(MediaType.APPLICATION_OCTET_STREAM).header(JSON_LENGTH, body.jsonLength());
            } else {
                built.type(MediaType.APPLICATION_JSON);
            }
            response.complete(built.build());
        }

        @Override
        public void refused(StatusRuntimeException reason) {
            response.complete(HttpRefusals.of(reason));
        }
    }
}
