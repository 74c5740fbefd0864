package io.alambic.models.llm;

import io.alambic.core.digest.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The newest answers by prompt, so that a record that is read again, or repeats another, is not paid for twice. Thread safe. */
final class AnswerCache {

    private static final float LOAD = 0.75f;

    private final Map<ByteBuffer, float[]> answers;

    /**
     * An empty cache.
     *
     * @param most answers that are kept; those that were not asked for the longest go first
     */
    AnswerCache(int most) {
        this.answers = new LinkedHashMap<>(16, LOAD, true) {

            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ByteBuffer, float[]> eldest) {
                return size() > most;
            }
        };
    }

    /** Returns the logits of a prompt. */
    synchronized Optional<float[]> get(String prompt) {
        return Optional.ofNullable(answers.get(key(prompt)));
    }

    /** Keeps the logits of a prompt. */
    synchronized void put(String prompt, float[] logits) {
        answers.put(key(prompt), logits);
    }

    private static ByteBuffer key(String prompt) {
        byte[] text = prompt.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(Sha256.of(text.length).digest(text));
    }
}
