package io.alambic.models.llm;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.digest.Sha256;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.models.ModelIdentity;
import io.alambic.models.ModelSource;
import io.alambic.models.OpenedModel;
import io.alambic.models.Spending;
import io.alambic.models.remote.CallSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A language model that classifies texts. It reads one tensor of bytes for each name in its prompt: UTF-8, padded with zeros. Its version
 * is a digest of everything that its answers depend on here. Thread safe.
 */
public final class LanguageModel implements ModelSource.Service {

    private static final int VERSION_DIGITS = 12;
    private static final int MOST_TEXTS = 26;

    private final ChatSettings settings;
    private final Spent spent = new Spent();

    /**
     * A model that nobody has asked yet.
     *
     * @throws IllegalArgumentException if its prompt names more tensors than there are letters for open dimensions
     */
    public LanguageModel(ChatSettings settings) {
        this.settings = settings;
        if (settings.prompt().names().size() > MOST_TEXTS) {
            throw new IllegalArgumentException("expected at most %d tensors in a prompt, but got %s"
                    .formatted(MOST_TEXTS, settings.prompt().names()));
        }
    }

    @Override
    public List<TensorSpec> inputs() {
        List<TensorSpec> inputs = new ArrayList<>();
        for (String name : settings.prompt().names()) {
            String letter = Character.toString('A' + inputs.size());
            inputs.add(new TensorSpec(name, TensorType.UINT8, new Shape(settings.longestText()), List.of(letter)));
        }
        return List.copyOf(inputs);
    }

    @Override
    public OpenedModel open() throws IOException {
        ChatCalls calls = new ChatCalls(
                settings,
                new HourlyBudget(settings.limits(), settings.spent(), InstantSource.system()),
                spent,
                System::nanoTime,
                InstantSource.system(),
                time -> Thread.sleep(time.toMillis()));
        try {
            calls.requireModel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("%s was not waited for".formatted(settings.endpoint()), e);
        } catch (IOException e) {
            throw new IOException("%s: %s".formatted(settings.endpoint(), ChatCalls.reason(e)), e);
        }
        return new OpenedModel(
                new ModelIdentity(settings.model(), version()), new ChatNetwork(settings, inputs(), calls, spent));
    }

    private String version() {
        String all = String.join(
                "\0",
                settings.model(),
                settings.instructions().orElse(""),
                settings.prompt().toString(),
                String.join("\0", settings.classes()),
                settings.answers().toString(),
                settings.redaction().equals(Redaction.NONE)
                        ? ""
                        : settings.redaction().toString());
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
        return spent.now();
    }

    @Override
    public String toString() {
        return "%s at %s".formatted(settings.model(), settings.endpoint());
    }
}
