package io.alambic.teacher;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The life cycle of a teacher service. Thread safe.
 *
 * <pre>
 *   WAITING_FOR_TOPICS ──→ JOINING ──→ TEACHING ──→ STOPPED
 *            └───────────────┴───────────┴──→ FAILED
 * </pre>
 */
public final class TeacherLifeCycle {

    /** A state of a teacher service. */
    public enum State {
        /** Kafka does not answer, or lacks a topic. */
        WAITING_FOR_TOPICS,
        /** It joins its consumer group. */
        JOINING,
        /** It answers samples, or is ready to. */
        TEACHING,
        /** It was told to stop, and did. */
        STOPPED,
        /** It gave up; only a new process teaches again. */
        FAILED
    }

    private final CompletableFuture<Void> teaching = new CompletableFuture<>();
    private State state = State.WAITING_FOR_TOPICS;
    private String failure;
    private String waiting;

    /** Returns the state. */
    public synchronized State state() {
        return state;
    }

    /** Returns the reason of the failure; empty in other states. */
    public synchronized Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Returns what the service waits for before it joins its group; empty in other states, and where nothing is missing. */
    public synchronized Optional<String> waitingFor() {
        return state == State.WAITING_FOR_TOPICS ? Optional.ofNullable(waiting) : Optional.empty();
    }

    /** Returns a stage that completes when the service teaches for the first time. */
    public CompletionStage<Void> teaching() {
        return teaching.minimalCompletionStage();
    }

    synchronized void waitFor(String what) {
        waiting = what;
    }

    synchronized void topicsFound() {
        move(State.WAITING_FOR_TOPICS, State.JOINING);
    }

    synchronized void joined() {
        move(State.JOINING, State.TEACHING);
        if (state == State.TEACHING) {
            teaching.complete(null);
        }
    }

    synchronized void stop() {
        if (state != State.FAILED) {
            state = State.STOPPED;
        }
    }

    /** The first failure stays the reason. */
    synchronized void fail(String reason) {
        if (state != State.FAILED && state != State.STOPPED) {
            state = State.FAILED;
            failure = reason;
        }
    }

    private void move(State from, State to) {
        if (state == from) {
            state = to;
        }
    }
}
