package io.alambic.student.http;

import io.alambic.inference.ModelInferResponse;
import io.alambic.student.admission.RequestMemory;
import io.alambic.student.inference.InferenceApi;
import io.alambic.student.inference.ResponseHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The REST half of the Open Inference Protocol, in front of the same inference as gRPC. Knows no HTTP server:
 * the routes are elsewhere. A version is empty where the choice is the server's. Thread safe.
 */
public final class HttpInference {

    private static final Logger LOG = LoggerFactory.getLogger(HttpInference.class);

    /** JSON of so many bytes is read in about a millisecond. */
    private static final int QUICKLY_READ = 64 << 10;

    private final Supplier<Optional<InferenceApi>> inference;
    private final long maxBodyBytes;
    private final InferenceJson json = new InferenceJson();
    private final MessageJson messages = new MessageJson();

    /**
     * Creates the front.
     *
     * @param inference empty while the student starts
     * @param maxBodyBytes most bytes of a body once it is decompressed
     */
    public HttpInference(Supplier<Optional<InferenceApi>> inference, long maxBodyBytes) {
        this.inference = inference;
        this.maxBodyBytes = maxBodyBytes;
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

    public HttpAnswer config(String model, String version) {
        return answer(api -> HttpAnswer.ok(messages.of(api.modelConfig(model, version))));
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

    /**
     * A request as it came.
     *
     * @param client the client's connection, by equality
     * @param coding the header {@code Content-Encoding}; null if there is none
     * @param jsonLength length of the JSON before the binary tensors, once it is decompressed; null if all is JSON, 0 if all is a record
     * @param query the query of the address, for a record
     * @param headers returns an HTTP header by its name, for a record; null if there is none
     */
    public record Request(
            Object client,
            byte[] body,
            String coding,
            Integer jsonLength,
            Map<String, String> query,
            Function<String, String> headers) {

        public Request {
            query = Map.copyOf(query);
        }

        /** A request whose body says all. */
        public Request(Object client, byte[] body, String coding, Integer jsonLength) {
            this(client, body, coding, jsonLength, Map.of(), name -> null);
        }
    }

    /**
     * Returns whether a body is not compressed.
     *
     * @param coding the header {@code Content-Encoding}; null if there is none
     */
    public static boolean isPlain(String coding) {
        return ContentCoding.of(coding).equals(Optional.of(ContentCoding.IDENTITY));
    }

    /**
     * Answers a request as soon as the model has; the future never fails.
     *
     * @param accepted the header {@code Accept-Encoding}; null if there is none
     */
    public CompletionStage<EncodedAnswer> infer(String model, String version, Request request, String accepted) {
        return infer(model, version, request).thenCompose(answer -> encoded(answer, accepted));
    }

    /** Compresses apart from the threads that compute. */
    private CompletionStage<EncodedAnswer> encoded(HttpAnswer answer, String accepted) {
        boolean isPlain = EncodedAnswer.coding(answer.body(), accepted) == ContentCoding.IDENTITY;
        Executor encoder = isPlain ? Runnable::run : decoder();
        try {
            return CompletableFuture.supplyAsync(() -> EncodedAnswer.of(answer, accepted), encoder);
        } catch (RejectedExecutionException stopping) {
            return CompletableFuture.completedFuture(EncodedAnswer.of(answer, null));
        }
    }

    /** Answers a request as soon as the model has; the future never fails. */
    CompletionStage<HttpAnswer> infer(String model, String version, Request request) {
        Optional<ContentCoding> coding = ContentCoding.of(request.coding());
        if (coding.isEmpty()) {
            return CompletableFuture.completedFuture(HttpAnswer.unsupportedCoding(request.coding()));
        }
        CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
        boolean isQuick = coding.get() == ContentCoding.IDENTITY && request.body().length <= QUICKLY_READ;
        Executor decoder = isQuick ? Runnable::run : decoder();
        decoder.execute(() -> infer(model, version, request, coding.get(), answer));
        return answer;
    }

    private Executor decoder() {
        return inference.get().map(InferenceApi::decoder).orElse(Runnable::run);
    }

    private void infer(
            String model, String version, Request request, ContentCoding coding, CompletableFuture<HttpAnswer> answer) {
        try {
            InferenceApi api = started();
            InferenceJson.Parsed parsed = read(model, version, request, coding, api);
            api.infer(parsed.message(), new HttpResponseHandler(request.client(), answer, parsed));
        } catch (RuntimeException e) {
            complete(answer, e);
        } catch (Error e) {
            answer.complete(HttpAnswer.failed(e));
            throw e;
        }
    }

    private InferenceJson.Parsed read(
            String model, String version, Request request, ContentCoding coding, InferenceApi api) {
        try (RequestMemory.Reservation reservation = api.memory().reserve(request.body().length)) {
            byte[] bytes = coding.decode(request.body(), maxBodyBytes, reservation);
            if (api.readsRecords() && isRecord(request, bytes)) {
                reservation.grow(bytes.length);
                return new InferenceJson.Parsed(
                        JsonRecords.request(
                                model, version, bytes, request.query(), api.recordHeaders(), request.headers()),
                        new OutputForms(false, Map.of()));
            }
            int jsonLength = request.jsonLength() == null ? bytes.length : request.jsonLength();
            return json.read(model, version, new HttpBody(bytes, jsonLength), reservation);
        }
    }

    private static boolean isRecord(Request request, byte[] body) {
        return request.jsonLength() == null ? JsonRecords.isRecord(body) : request.jsonLength() == 0;
    }

    private static void complete(CompletableFuture<HttpAnswer> answer, RuntimeException reason) {
        if (reason instanceof StatusRuntimeException refusal) {
            answer.complete(HttpAnswer.refused(refusal));
        } else {
            LOG.error("An HTTP request failed", reason);
            answer.complete(HttpAnswer.failed(reason));
        }
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

        private final Object client;
        private final CompletableFuture<HttpAnswer> response;
        private final InferenceJson.Parsed request;

        HttpResponseHandler(Object client, CompletableFuture<HttpAnswer> response, InferenceJson.Parsed request) {
            this.client = client;
            this.response = response;
            this.request = request;
        }

        @Override
        public Object client() {
            return client;
        }

        @Override
        public Optional<Status> gone() {
            return Optional.empty();
        }

        @Override
        public void answered(ModelInferResponse answer) {
            try {
                response.complete(HttpAnswer.ok(json.write(answer, request.forms())));
            } catch (RuntimeException e) {
                complete(response, e);
            } catch (Error e) {
                response.complete(HttpAnswer.failed(e));
                throw e;
            }
        }

        @Override
        public void refused(StatusRuntimeException reason) {
            response.complete(HttpAnswer.refused(reason));
        }
    }
}
