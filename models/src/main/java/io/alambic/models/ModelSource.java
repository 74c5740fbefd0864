package io.alambic.models;

import io.alambic.core.settings.Secret;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.models.remote.CallSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says where a model is. */
public sealed interface ModelSource {

    /**
     * A model folder, as {@code train-teacher} writes it.
     *
     * @param path of the folder
     */
    record Folder(Path path) implements ModelSource {}

    /**
     * A TorchScript or ONNX file.
     *
     * @param path of the file
     */
    record File(Path path) implements ModelSource {}

    /**
     * A model on a server of the Open Inference Protocol.
     *
     * @param host name or address
     * @param port of the gRPC server
     * @param model name of the model there
     * @param encrypted whether the connection is TLS
     */
    record Remote(String host, int port, String model, boolean encrypted) implements ModelSource {

        @Override
        public String toString() {
            return "%s://%s:%d/%s".formatted(encrypted ? GRPCS : GRPC, host, port, model);
        }
    }

    /**
     * A model on a server of the Open Inference Protocol, over its REST half.
     *
     * @param url of the model, {@code http://host:port/v2/models/name}, with {@code /versions/version} behind it for one version
     * @param key of the server
     */
    record Rest(URI url, Secret key) implements ModelSource {

        private static final Pattern URL = Pattern.compile(
                "https?://[^/?#@\\s]+(?:/[^?#\\s]*)?/v2/models/([^/?#\\s]+)(?:/versions/([^/?#\\s]+))?");

        public Rest {
            if (!URL.matcher(url.toString()).matches() || url.getHost() == null) {
                throw new IllegalArgumentException(
                        "expected http://host:port/v2/models/name, but got '%s'".formatted(url));
            }
        }

        /** A model on a server that asks for no key. */
        public Rest(URI url) {
            this(url, Secret.NONE);
        }

        /** Returns the name of the model. */
        public String model() {
            return part(1).orElseThrow();
        }

        /** Returns the version that is named; empty if the server chooses. */
        public Optional<String> version() {
            return part(2);
        }

        private Optional<String> part(int group) {
            Matcher matcher = URL.matcher(url.toString());
            return matcher.matches()
                    ? Optional.ofNullable(matcher.group(group))
                            .map(text -> URI.create("/" + text).getPath().substring(1))
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return url.toString();
        }
    }

    /** A model behind an interface of its own, which {@link #open} knows. */
    non-sealed interface Service extends ModelSource {

        /** Returns what the model reads. */
        List<TensorSpec> inputs();

        /**
         * Connects to the model.
         *
         * @throws IOException if it does not answer, or there is no such model
         */
        OpenedModel open() throws IOException;

        /** Returns how long it may take. */
        CallSettings calls();

        /** Returns how many samples it can be asked about within its budget, however slow its answers are; at least 1. */
        int samplesInBudget();

        /** Returns what it has cost so far. */
        Spending spending();
    }

    /** Returns whether the model runs elsewhere, so that asking it takes time or money. */
    default boolean isElsewhere() {
        return this instanceof Remote || this instanceof Rest || this instanceof Service;
    }

    /** Scheme of a plain connection. */
    String GRPC = "grpc";

    /** Scheme of an encrypted connection. */
    String GRPCS = "grpcs";

    /**
     * Reads a folder, a file {@code *.pt} or {@code *.onnx}, {@code grpc://host:port/name} or
     * {@code http://host:port/v2/models/name}.
     *
     * @throws IllegalArgumentException saying what came and what was expected
     */
    static ModelSource parse(String text) {
        if (text.contains("://")) {
            return text.startsWith("http") ? rest(text) : remote(text);
        }
        Path path = Path.of(text);
        return ModelFile.isOne(path) ? new File(path) : new Folder(path);
    }

    private static Remote remote(String text) {
        Matcher matcher = Pattern.compile("(grpcs?)://(\\[[^\\]]+\\]|[^:/]+):(\\d{1,5})/(.+)")
                .matcher(text);
        if (!matcher.matches()) {
            throw unknown(text, null);
        }
        return new Remote(
                matcher.group(2),
                Integer.parseInt(matcher.group(3)),
                matcher.group(4),
                matcher.group(1).equals(GRPCS));
    }

    private static Rest rest(String text) {
        try {
            return new Rest(URI.create(text));
        } catch (IllegalArgumentException e) {
            throw unknown(text, e);
        }
    }

    private static IllegalArgumentException unknown(String text, Exception cause) {
        return new IllegalArgumentException(
                "expected a folder, a file *.pt or *.onnx, grpc://host:port/name or http://host:port/v2/models/name, but got '%s'"
                        .formatted(text),
                cause);
    }
}
