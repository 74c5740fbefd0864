package io.alambic.student.wiring;

import io.alambic.student.Endpoint;
import io.alambic.student.http.EncodedAnswer;
import io.alambic.student.http.HttpAnswer;
import io.alambic.student.http.HttpInference;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The routes of the Open Inference Protocol over HTTP; {@link HttpInference} answers them. */
@Path("/v2")
@Tag(name = "Open Inference Protocol", description = "Version 2, with its binary tensor data extension")
public class InferenceResource {

    private final HttpInference inference;
    private final CurrentVertxRequest requests;

    InferenceResource(
            RunningStudent running,
            CurrentVertxRequest requests,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBodySize) {
        this.requests = requests;
        inference = new HttpInference(() -> running.get().map(Endpoint::inference), maxBodySize.asLongValue());
    }

    @GET
    @Operation(summary = "Name, release and extensions of the server")
    public Response server() {
        return response(inference.server());
    }

    @GET
    @Path("health/live")
    @Operation(summary = "Whether the server answers at all")
    public Response live() {
        return response(inference.live());
    }

    @GET
    @Path("health/ready")
    @Operation(summary = "Whether it can answer inference requests: 200, or 400 where it cannot")
    public Response ready() {
        return response(inference.ready());
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
        return response(inference.model(model, version));
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
        return response(inference.modelReady(model, version));
    }

    @GET
    @Path("models/{model}/config")
    @Operation(summary = "How the model is served: inputs, outputs, batches")
    public Response config(@PathParam("model") String model) {
        return config(model, "");
    }

    @GET
    @Path("models/{model}/versions/{version}/config")
    @Operation(summary = "The same of one version")
    public Response config(@PathParam("model") String model, @PathParam("version") String version) {
        return response(inference.config(model, version));
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
        return response(inference.statistics(model, version));
    }

    @POST
    @Path("repository/index")
    @Operation(summary = "The versions that answer")
    public Response index() {
        return response(inference.index());
    }

    @POST
    @Path("repository/models/{model}/load")
    @Operation(summary = "Succeeds once the model has weights")
    public Response load(@PathParam("model") String model) {
        return response(inference.load(model));
    }

    @POST
    @Path("repository/models/{model}/unload")
    @Operation(summary = "Is refused: the one model is what the server is for")
    public Response unload(@PathParam("model") String model) {
        return response(inference.unload(model));
    }

    @POST
    @Path("models/{model}/infer")
    @Operation(
            summary = "Inference",
            description =
                    "Binary tensors follow the JSON, whose length the header says. A student that reads records takes"
                            + " one as the body, too.")
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
    @APIResponse(responseCode = "415", description = "Content-Encoding is neither gzip nor deflate")
    @APIResponse(responseCode = "429", description = "Too much waits already")
    @APIResponse(responseCode = "503", description = "No weights have been promoted yet")
    public CompletionStage<Response> infer(
            @PathParam("model") String model,
            @HeaderParam(EncodedAnswer.JSON_LENGTH) Integer jsonLength,
            @HeaderParam(HttpHeaders.CONTENT_ENCODING) String coding) {
        return infer(model, "", jsonLength, coding);
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
            @HeaderParam(EncodedAnswer.JSON_LENGTH) Integer jsonLength,
            @HeaderParam(HttpHeaders.CONTENT_ENCODING) String coding) {
        RoutingContext routing = requests.getCurrent();
        HttpInference.Request request = new HttpInference.Request(
                routing.request().remoteAddress(),
                HttpAdmission.body(routing),
                coding,
                jsonLength,
                query(routing),
                routing.request()::getHeader);
        return inference.infer(model, version, request, accepted()).thenApply(InferenceResource::response);
    }

    @GET
    @Path("{path:.+}")
    @Operation(hidden = true)
    public Response unknown() {
        return response(HttpAnswer.unknownCall());
    }

    @POST
    @Path("{path:.+}")
    @Operation(hidden = true)
    public Response unknownPost() {
        return unknown();
    }

    private static Map<String, String> query(RoutingContext routing) {
        Map<String, String> query = new HashMap<>();
        routing.queryParams().forEach(query::put);
        return query;
    }

    private String accepted() {
        return requests.getCurrent().request().getHeader(HttpHeaders.ACCEPT_ENCODING);
    }

    private Response response(HttpAnswer answer) {
        return response(EncodedAnswer.of(answer, accepted()));
    }

    private static Response response(EncodedAnswer answer) {
        Response.ResponseBuilder response = Response.status(answer.code()).entity(answer.content());
        answer.headers().forEach(response::header);
        return response.build();
    }
}
