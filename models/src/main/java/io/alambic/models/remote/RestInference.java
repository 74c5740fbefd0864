package io.alambic.models.remote;

import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelMetadataResponse;
import io.alambic.models.ModelSource;
import java.net.URI;
import java.net.http.HttpRequest;

/** The REST half of the Open Inference Protocol, with tensors as lists of numbers. Thread safe. */
public final class RestInference implements InferenceCalls {

    private final ModelSource.Rest rest;
    private final RestCalls calls;

    RestInference(ModelSource.Rest rest, RestCalls calls) {
        this.rest = rest;
        this.calls = calls;
    }

    /** Uses connections of its own, which the first call opens. */
    public static RestInference over(ModelSource.Rest rest, CallSettings settings) {
        return new RestInference(rest, RestCalls.over(rest.toString(), settings, rest.key(), RestCalls.Failure.NONE));
    }

    @Override
    public String model() {
        return rest.model();
    }

    @Override
    public ModelMetadataResponse metadata(int attempts) {
        HttpRequest.Builder request = HttpRequest.newBuilder(rest.url()).GET();
        return calls.call(request, calls.end(), attempts, body -> {
            ModelMetadataResponse metadata = RestMetadata.read(body);
            if (!metadata.getName().equals(rest.model())) {
                throw new IllegalArgumentException(
                        "expected model '%s', but got '%s'".formatted(rest.model(), metadata.getName()));
            }
            return rest.version()
                    .map(version -> metadata.toBuilder()
                            .clearVersions()
                            .addVersions(version)
                            .build())
                    .orElse(metadata);
        });
    }

    @Override
    public long end() {
        return calls.end();
    }

    /**
     * {@inheritDoc}
     *
     * @throws ModelRefusedException also if a number is not finite, which JSON cannot say
     * @throws ModelUnavailableException also if another model answers
     */
    @Override
    public ModelInferResponse infer(ModelInferRequest request, long endNanos, int attempts) {
        HttpRequest.Builder post = HttpRequest.newBuilder(URI.create(rest + "/infer"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(RestRequest.write(request)));
        return calls.call(post, endNanos, attempts, body -> {
            ModelInferResponse response = RestResponse.read(body);
            if (!response.getModelName().equals(rest.model())) {
                throw new ModelUnavailableException(
                        "%s was asked, but model '%s' answers".formatted(rest, response.getModelName()), null);
            }
            return response;
        });
    }

    /** The JDK's client ends with its last reference. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return rest.toString();
    }
}
