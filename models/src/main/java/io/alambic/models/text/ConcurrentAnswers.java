package io.alambic.models.text;

import io.alambic.models.remote.ModelUnavailableException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks about the texts of a pass at once, as many as it has threads, and about equal ones once. Closing ends the threads. Thread safe. */
public final class ConcurrentAnswers implements AutoCloseable {

    private final String model;
    private final ExecutorService threads;

    /** Returns the logits of a text. */
    @FunctionalInterface
    public interface Question {
        float[] logits(String text) throws InterruptedException;
    }

    /**
     * Starts without a thread.
     *
     * @param model its name, for messages
     * @param concurrency questions at once, by all callers together
     */
    public ConcurrentAnswers(String model, int concurrency) {
        this.model = model;
        this.threads = Executors.newFixedThreadPool(concurrency, daemons());
    }

    private static ThreadFactory daemons() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "model-of-texts-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Returns the logits of all texts, [N, C] in row-major order. Waits for all answers, also where one fails.
     *
     * @param classes C
     * @throws ModelUnavailableException if one question throws it, or this thread is interrupted
     * @throws RuntimeException that a question throws
     */
    public float[] logits(List<String> texts, int classes, Question question) {
        Map<String, Future<float[]>> answers = new LinkedHashMap<>();
        texts.forEach(each -> answers.computeIfAbsent(each, text -> threads.submit(() -> question.logits(text))));
        Map<String, float[]> logits = all(answers);
        float[] rows = new float[texts.size() * classes];
        for (int row = 0; row < texts.size(); row++) {
            System.arraycopy(logits.get(texts.get(row)), 0, rows, row * classes, classes);
        }
        return rows;
    }

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
                throw new ModelUnavailableException("%s was not asked to the end".formatted(model), e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return logits;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
