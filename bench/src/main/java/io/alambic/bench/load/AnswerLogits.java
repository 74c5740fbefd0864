package io.alambic.bench.load;

import io.alambic.cli.UserError;
import io.alambic.inference.ModelInferResponse;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Logits that a server answered.
 *
 * @param words where they come from
 * @param values class by class, sample by sample
 */
public record AnswerLogits(String words, FloatBuffer values) {

    private static final double CLOSE = 1e-3;

    /** Requests the logits of random samples. */
    public static AnswerLogits of(String words, LoadGenerator load, CallKind calls, long seed) {
        ModelInferResponse answer = load.blocking().modelInfer(calls.request(seed));
        FloatBuffer logits = answer.getRawOutputContents(0)
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        if (logits.remaining() * Float.BYTES != calls.answerBytes()) {
            throw new UserError("%s was answered with %d logits.".formatted(words, logits.remaining()));
        }
        return new AnswerLogits(words, logits);
    }

    /**
     * Requires that others begin with the same logits.
     *
     * @throws UserError if they do not, up to rounding
     */
    public void requireSame(AnswerLogits others) {
        for (int i = 0; i < values.remaining(); i++) {
            if (!(Math.abs(values.get(i) - others.values.get(i)) < CLOSE)) {
                throw new UserError("Logit %d of the same sample is %s by %s, but %s by %s."
                        .formatted(i, values.get(i), words, others.values.get(i), others.words));
            }
        }
    }
}
