package io.alambic.bench.pipeline;

import io.alambic.bench.measure.Latencies;
import io.alambic.cli.UserError;
import java.util.Arrays;

/**
 * The answers of a turn. Clients tell of them on one thread; another begins and ends the turn, and reads what came of it
 * once the clients have ended.
 */
final class Answered {

    private static final double NANOS_PER_MICRO = 1000;
    private static final int SOME = 1 << 12;

    private final Calls calls;
    private double[] micros = new double[SOME];
    private int count;
    private String failure;
    private volatile boolean counting;
    private volatile boolean over;

    Answered(Calls calls) {
        this.calls = calls;
    }

    /** From now on answers count. */
    long begin() {
        counting = true;
        return System.nanoTime();
    }

    /** From now on they do not, and no further call is made. */
    long end() {
        counting = false;
        over = true;
        return System.nanoTime();
    }

    /** Whether clients shall ask no more. */
    boolean isOver() {
        return over;
    }

    /**
     * A client has its answer.
     *
     * @param message all of it
     */
    void came(byte[] message, long sinceNanos) {
        if (message.length < calls.answerBytes()) {
            failed("an answer of %d bytes came, but %d samples have logits of %d"
                    .formatted(message.length, calls.samples(), calls.answerBytes()));
        }
        if (!counting) {
            return;
        }
        if (count == micros.length) {
            micros = Arrays.copyOf(micros, 2 * count);
        }
        micros[count++] = (System.nanoTime() - sinceNanos) / NANOS_PER_MICRO;
    }

    /** A call went wrong. */
    void failed(String reason) {
        failure = reason;
        over = true;
    }

    /** Answers that counted. */
    int count() {
        return count;
    }

    /**
     * How long the calls took that counted.
     *
     * @throws UserError if a call went wrong, or none counted
     */
    Latencies latencies() {
        if (failure != null) {
            throw new UserError("A call failed: %s.".formatted(failure));
        }
        if (count == 0) {
            throw new UserError("No call was answered in time.");
        }
        return new Latencies(Arrays.copyOf(micros, count));
    }
}
