package io.alambic.bench.load;

import io.alambic.bench.measure.Latencies;
import io.alambic.cli.UserError;

/**
 * Records the latencies of a turn. Clients report on one thread; another begins and ends the turn, and reads the
 * outcome after the clients have ended.
 */
public final class LatencyRecorder {

    private final CallKind calls;
    private final Latencies latencies = new Latencies();
    private String failure;
    private volatile boolean counting;
    private volatile boolean over;

    public LatencyRecorder(CallKind calls) {
        this.calls = calls;
    }

    /** Counts answers from now on. */
    public long begin() {
        counting = true;
        return System.nanoTime();
    }

    /** Counts no more answers; clients send no more requests. */
    public long end() {
        counting = false;
        over = true;
        return System.nanoTime();
    }

    /** Returns whether clients shall send no more requests. */
    public boolean isOver() {
        return over;
    }

    /**
     * Takes an answer.
     *
     * @param message all of it
     */
    public void answered(byte[] message, long sinceNanos) {
        if (message.length < calls.answerBytes()) {
            failed("an answer of %d bytes came, but %d samples have logits of %d"
                    .formatted(message.length, calls.samples(), calls.answerBytes()));
        }
        if (counting) {
            latencies.record(System.nanoTime() - sinceNanos);
        }
    }

    /** Takes a failed call, which ends the turn. */
    public void failed(String reason) {
        failure = reason;
        over = true;
    }

    /**
     * Returns the latencies of the calls that counted.
     *
     * @throws UserError if a call failed, or none counted
     */
    public Latencies latencies() {
        if (failure != null) {
            throw new UserError("A call failed: %s.".formatted(failure));
        }
        if (latencies.count() == 0) {
            throw new UserError("No call was answered in time.");
        }
        return latencies;
    }
}
