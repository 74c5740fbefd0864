package io.alambic.models.llm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.models.remote.ModelRefusedException;
import io.alambic.models.remote.ModelUnavailableException;
import io.alambic.models.text.ConcurrentAnswers;
import io.alambic.models.text.TextRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A language model as a network: texts in, the logarithms of the classes' probabilities out. The samples of a pass are asked about at
 * once, as many as its threads. What was answered is kept, so that a pass which failed is not paid for again. Closing ends the threads.
 */
final class ChatNetwork implements InferenceNetwork {

    private final ChatSettings settings;
    private final ChatCalls calls;
    private final AnswerCache cache;
    private final Spent spent;
    private final Signature signature;
    private final ConcurrentAnswers answers;
    private volatile String answered;

    ChatNetwork(ChatSettings settings, List<TensorSpec> inputs, ChatCalls calls, Spent spent) {
        this.settings = settings;
        this.calls = calls;
        this.cache = new AnswerCache(settings.cached());
        this.spent = spent;
        this.signature = new Signature(
                inputs,
                List.of(new TensorSpec(
                        Signature.LOGITS,
                        TensorType.FP32,
                        new Shape(settings.classes().size()))));
        this.answers = new ConcurrentAnswers(settings.model(), settings.concurrency());
    }

    @Override
    public Signature signature() {
        return signature;
    }

    /**
     * {@inheritDoc}
     *
     * @throws ModelUnavailableException if not every sample is answered in time
     * @throws ModelRefusedException if the endpoint refuses a sample, or its answer names no class
     */
    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
        List<String> prompts = prompts(inputs);
        long end = calls.end();
        int classes = settings.classes().size();
        float[] rows = answers.logits(prompts, classes, prompt -> answer(prompt, end));
        NDArray first = inputs.values().iterator().next();
        return Map.of(Signature.LOGITS, first.getManager().create(rows, new Shape(prompts.size(), classes)));
    }

    private float[] answer(String prompt, long end) throws InterruptedException {
        Optional<float[]> known = cache.get(prompt);
        if (known.isPresent()) {
            spent.cached();
            return known.get();
        }
        try {
            float[] logits = ask(prompt, end);
            cache.put(prompt, logits);
            answered = prompt;
            return logits;
        } catch (ModelRefusedException e) {
            requireStillAnswers(end);
            throw e;
        }
    }

    private float[] ask(String prompt, long end) throws InterruptedException {
        try {
            return settings.answers().logits(calls.ask(prompt, end).choice());
        } catch (UnreadableAnswerException e) {
            throw new ModelRefusedException("%s: %s".formatted(settings.model(), e.getMessage()), false, e);
        }
    }

    /** A server that is broken, or has another model, refuses every prompt: one that it answered before tells, and is asked anew. */
    private void requireStillAnswers(long end) throws InterruptedException {
        if (answered != null) {
            try {
                ask(answered, end);
            } catch (ModelRefusedException e) {
                throw new ModelUnavailableException(
                        "%s refuses what it answered before: %s".formatted(settings.model(), e.getMessage()), e);
            }
        }
    }

    private List<String> prompts(Map<String, NDArray> inputs) {
        Map<String, List<String>> texts = new HashMap<>();
        signature
                .inputs()
                .forEach(input -> texts.put(input.name(), TextRows.of(input.name(), inputs.get(input.name()))));
        int samples = texts.values().iterator().next().size();
        List<String> prompts = new ArrayList<>(samples);
        for (int sample = 0; sample < samples; sample++) {
            int row = sample;
            Map<String, String> own = new HashMap<>();
            texts.forEach((name, rows) -> own.put(name, settings.redaction().of(rows.get(row))));
            prompts.add(settings.prompt().fill(own));
        }
        return prompts;
    }

    @Override
    public void close() {
        answers.close();
    }
}
