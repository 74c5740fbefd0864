package io.alambic.models.llm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.models.remote.ModelRefusedException;
import io.alambic.models.remote.ModelUnavailableException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

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
    private final ExecutorService threads;
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
        this.threads = Executors.newFixedThreadPool(settings.concurrency(), daemons());
    }

    private static ThreadFactory daemons() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "language-model-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
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
        Map<String, Future<float[]>> answers = new LinkedHashMap<>();
        prompts.forEach(prompt -> answers.computeIfAbsent(prompt, text -> threads.submit(() -> answer(text, end))));
        Map<String, float[]> logits = all(answers);
        int classes = settings.classes().size();
        float[] rows = new float[prompts.size() * classes];
        for (int row = 0; row < prompts.size(); row++) {
            System.arraycopy(logits.get(prompts.get(row)), 0, rows, row * classes, classes);
        }
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

    /** Waits for all, also where one fails: those that are answered need not be paid for again. */
    private Map<String, float[]> all(Map<String, Future<float[]>> answers) {
        Map<String, float[]> logits = new HashMap<>();
        RuntimeException failure = null;
        for (Map.Entry<String, Future<float[]>> answer : answers.entrySet()) {
            try {
                logits.put(answer.getKey(), answer.getValue().get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RuntimeException cause)) {
                    throw new IllegalStateException(e.getCause());
                }
                failure = failure instanceof ModelUnavailableException ? failure : cause;
            } catch (InterruptedException e) {
                answers.values().forEach(each -> each.cancel(true));
                Thread.currentThread().interrupt();
                throw new ModelUnavailableException("%s was not asked to the end".formatted(settings.model()), e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return logits;
    }

    private List<String> prompts(Map<String, NDArray> inputs) {
        Map<String, List<String>> texts = new HashMap<>();
        signature.inputs().forEach(input -> texts.put(input.name(), texts(input.name(), inputs.get(input.name()))));
        int samples = texts.values().iterator().next().size();
        List<String> prompts = new ArrayList<>(samples);
        for (int sample = 0; sample < samples; sample++) {
            int row = sample;
            Map<String, String> own = new HashMap<>();
            texts.forEach((name, rows) -> own.put(name, rows.get(row)));
            prompts.add(settings.prompt().fill(own));
        }
        return prompts;
    }

    private static List<String> texts(String name, NDArray rows) {
        byte[] bytes = rows.toByteArray();
        int length = Math.toIntExact(rows.getShape().get(1));
        List<String> texts = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += length) {
            int to = from + length;
            while (to > from && bytes[to - 1] == 0) {
                to--;
            }
            texts.add(text(name, ByteBuffer.wrap(bytes, from, to - from)));
        }
        return texts;
    }

    private static String text(String name, ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("tensor '%s': expected text in UTF-8".formatted(name), e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
