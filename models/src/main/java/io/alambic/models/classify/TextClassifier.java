package io.alambic.models.classify;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.digest.Sha256;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.models.ModelIdentity;
import io.alambic.models.ModelSource;
import io.alambic.models.OpenedModel;
import io.alambic.models.Spending;
import io.alambic.models.remote.CallSettings;
import io.alambic.models.remote.ModelRefusedException;
import io.alambic.models.remote.ModelUnavailableException;
import io.alambic.models.remote.RestCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * A service that classifies texts. It reads one tensor of bytes: UTF-8, padded with zeros. Its version is a digest of the endpoint and the
 * classes, for the service does not say which weights it has. Thread safe.
 */
public record TextClassifier(ClassifierSettings settings) implements ModelSource.Service {

    private static final int VERSION_DIGITS = 12;
    private static final String ANY_TEXT = "test";

    @Override
    public List<TensorSpec> inputs() {
        return List.of(
                new TensorSpec(settings.text(), TensorType.UINT8, new Shape(settings.longestText()), List.of("A")));
    }

    /**
     * {@inheritDoc} Asks about one text, to see that the answer is about the classes.
     */
    @Override
    public OpenedModel open() throws IOException {
        ClassifierNetwork network = new ClassifierNetwork(
                settings,
                inputs(),
                RestCalls.over(
                        settings.endpoint().toString(),
                        settings.calls(),
                        settings.key(),
                        settings.protocol()::isFailure));
        try {
            network.requireClasses(ANY_TEXT);
        } catch (ModelRefusedException | ModelUnavailableException e) {
            network.close();
            throw new IOException(e.getMessage(), e);
        }
        return new OpenedModel(new ModelIdentity(settings.endpoint().getHost(), version()), network);
    }

    private String version() {
        String all = settings.endpoint() + "\0" + String.join("\0", settings.classes());
        byte[] bytes = all.getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(Sha256.of(bytes.length).digest(bytes)).substring(0, VERSION_DIGITS);
    }

    @Override
    public CallSettings calls() {
        return settings.calls();
    }

    @Override
    public int samplesInBudget() {
        return settings.calls().samplesInBudget(settings.concurrency());
    }

    @Override
    public Spending spending() {
        return Spending.NONE;
    }

    @Override
    public String toString() {
        return settings.endpoint().toString();
    }
}
