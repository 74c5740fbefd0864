package io.alambic.student.training;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The life cycle of the trainer. Serving does not depend on it: promoted weights keep answering in every state.
 *
 * <pre>
 *               restored          pause
 *   RESTORING ───────────▶ TRAINING ⇄ PAUSED
 *       │                     │ resume  │
 *       │         fail        │         │      stop (from any state but FAILED)
 *       └─────────────────────┴─────────┴────▶ FAILED          STOPPED
 * </pre>
 *
 * Thread safe.
 */
public final class LifeCycle {

    /** State of the trainer. */
    public enum State {
        /** Reads the checkpoint. */
        RESTORING,
        /** Learns from the stream. */
        TRAINING,
        /** Takes no batches until it is resumed. */
        PAUSED,
        /** Failed; {@link LifeCycle#failure()} gives the reason. */
        FAILED,
        /** Stopped in order. */
        STOPPED
    }

    private State state = State.RESTORING;
    private Throwable failure;

    /** Reports that the checkpoint is read or that there is none. */
    public synchronized void restored() {
        move(State.TRAINING, EnumSet.of(State.RESTORING));
    }

    /** Pauses: the trainer takes no further batch. */
    public synchronized void pause() {
        move(State.PAUSED, EnumSet.of(State.TRAINING));
    }

    /** Resumes training. */
    public synchronized void resume() {
        move(State.TRAINING, EnumSet.of(State.PAUSED));
    }

    /** Reports a failure; only the first reason is kept. */
    public synchronized void fail(Throwable reason) {
        if (state != State.FAILED) {
            failure = reason;
            move(State.FAILED, EnumSet.of(State.RESTORING, State.TRAINING, State.PAUSED));
        }
    }

    /** Reports an orderly stop; has no effect after a failure. */
    public synchronized void stop() {
        if (state != State.FAILED) {
            move(State.STOPPED, EnumSet.allOf(State.class));
        }
    }

    private void move(State to, Set<State> from) {
        if (!from.contains(state)) {
            throw new IllegalStateException("a trainer that is %s cannot become %s".formatted(state, to));
        }
        state = to;
        notifyAll();
    }

    /** Waits while the trainer is paused, with a limit. */
    synchronized void awaitNotPaused(long timeoutMs) throws InterruptedException {
        if (state == State.PAUSED) {
            TimeUnit.MILLISECONDS.timedWait(this, timeoutMs);
        }
    }

    /** State of the trainer. */
    public synchronized State state() {
        return state;
    }

    /** Returns the reason of the failure; empty unless the state is {@link State#FAILED}. */
    public synchronized Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }
}
