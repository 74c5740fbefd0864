package io.alambic.student.http;

import io.alambic.inference.ModelInferResponse;
import io.alambic.student.inference.InferenceApi;
import io.alambic.student.inference.ResponseHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The REST half of the Open Inference Protocol, in front of the same inference as gRPC. Knows no HTTP server:
 * the routes are elsewhere. A version is empty where the choice is the server's. Thread safe.
 */
public final class HttpInference {

    private final Supplier<Optional<InferenceApi>> inference;
    private final InferenceJson json = new InferenceJson();
    private final MessageJson messages = new MessageJson();

    /**
     * Creates the front.
     *
     * @param inference empty while the student starts
     */
    public HttpInference(Supplier<Optional<InferenceApi>> inference) {
        this.inference = inference;
    }

    public HttpAnswer server() {
        return answer(api -> HttpAnswer.ok(messages.of(api.serverMetadata())));
    }

    public HttpAnswer live() {
        return HttpAnswer.ok(Map.of("live", true));
    }

    public HttpAnswer ready() {
        boolean ready = inference.get().filter(InferenceApi::ready).isPresent();
        return HttpAnswer.ready(ready, Map.of("ready", ready));
    }

    public HttpAnswer model(String model, String version) {
        return answer(api -> HttpAnswer.ok(messages.of(api.modelMetadata(model, version))));
    }

    public HttpAnswer modelReady(String model, String version) {
        return answer(api -> {
            boolean ready = api.modelReady(model, version);
            return HttpAnswer.ready(ready, Map.of("name", model, "ready", ready));
        });
    }

    public HttpAnswer statistics(String model, String version) {
        return answer(api -> HttpAnswer.ok(messages.of(api.statistics(model, version))));
    }

    public HttpAnswer index() {
        return answer(api -> HttpAnswer.ok((Object)
                api.index(false).getModelsList().stream().map(messages::of).toList()));
    }

    public HttpAnswer load(String model) {
        return answer(api -> {
            api.load(model, false);
            return HttpAnswer.ok(Map.of());
        });
    }

    public HttpAnswer unload(String model) {
        return answer(api -> {
            api.unload(model);
            return HttpAnswer.ok(Map.of());
        });
    }

    /** Answers a request as soon as the model has; the future never fails. */
    public CompletionStage<HttpAnswer> infer(String model, String version, HttpBody request) {
        CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
        try {
            InferenceJson.Parsed parsed = json.read(model, version, request);
            started().infer(parsed.message(), new HttpResponseHandler(answer, parsed));
        } catch (StatusRuntimeException e) {
            answer.complete(HttpAnswer.refused(e));
        }
        return answer;
    }

    private InferenceApi started() {
        return inference.get().orElseThrow(() -> Status.UNAVAILABLE
                .withDescription("the student starts")
                .asRuntimeException());
    }

    private HttpAnswer answer(Function<InferenceApi, HttpAnswer> question) {
        try {
            return question.apply(started());
        } catch (StatusRuntimeException e) {
            return HttpAnswer.refused(e);
        }
    }

    /** The client of one HTTP request. That it has gone is not known before it is answered. */
    private final class HttpResponseHandler implements ResponseHandler {

        private final CompletableFuture<HttpAnswer> response;
        private final InferenceJson.Parsed request;

        HttpResponseHandler(CompletableFuture<HttpAnswer> response, InferenceJson.Parsed request) {
            this.response = response;
            this.request = request;
        }

        @Override
        public Optional<Status> gone() {
            return Optional.empty();
        }

        @Override
        public void answered(ModelInferResponse answer) {
            response.complete(HttpAnswer.ok(json.write(answer, request.forms())));
        }

        @Override
        public void refused(StatusRuntimeException reason) {
            response.complete(HttpAnswer.refused(reason));
        }
    }
}
