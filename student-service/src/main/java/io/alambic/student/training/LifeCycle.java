package io.alambic.student.training;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The trainer's life. Serving does not depend on it: weights that were promoted go on answering, whatever
 * happens here.
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

    /** Where the trainer is. */
    public enum State {
        /** Reads its checkpoint. */
        RESTORING,
        /** Learns from whatever comes. */
        TRAINING,
        /** Takes no batches until it is resumed. */
        PAUSED,
        /** Gave up; {@link LifeCycle#failure()} says why. */
        FAILED,
        /** Ended in order. */
        STOPPED
    }

    private State state = State.RESTORING;
    private Throwable failure;

    /** The checkpoint is read, or there was none. */
    public synchronized void restored() {
        move(State.TRAINING, EnumSet.of(State.RESTORING));
    }

    /** No further batch is taken. */
    public synchronized void pause() {
        move(State.PAUSED, EnumSet.of(State.TRAINING));
    }

    /** Batches are taken again. */
    public synchronized void resume() {
        move(State.TRAINING, EnumSet.of(State.PAUSED));
    }

    /** The trainer cannot go on. The first reason stays. */
    public synchronized void fail(Throwable reason) {
        if (state != State.FAILED) {
            failure = reason;
            move(State.FAILED, EnumSet.of(State.RESTORING, State.TRAINING, State.PAUSED));
        }
    }

    /** The trainer ended in order; after a failure nothing changes. */
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

    /** Waits while the trainer is paused, at most so long. */
    synchronized void awaitNotPaused(long timeoutMs) throws InterruptedException {
        if (state == State.PAUSED) {
            TimeUnit.MILLISECONDS.timedWait(this, timeoutMs);
        }
    }

    /** Where the trainer is. */
    public synchronized State state() {
        return state;
    }

    /** Why the trainer gave up; empty unless it is {@link State#FAILED}. */
    public synchronized Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }
}
