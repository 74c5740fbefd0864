package io.alambic.launch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * All processes of a run. The first one, on which the others depend, stops last.
 * Thread safe; after {@link #close()} nothing can be added any more.
 */
public final class Processes implements AutoCloseable {

    private final Duration grace;
    private final Deque<ManagedProcess> running = new ArrayDeque<>();
    private boolean closed;

    /**
     * A run without processes.
     *
     * @param grace how long each may take to end when it is told to
     */
    public Processes(Duration grace) {
        this.grace = grace;
    }

    /** Starts a process and watches it from now on. */
    public synchronized ManagedProcess start(ProcessSpec spec) {
        if (closed) {
            throw new IllegalStateException("the run is being stopped");
        }
        ManagedProcess process = ManagedProcess.start(spec);
        running.push(process);
        return process;
    }

    /**
     * Requires that every process runs.
     *
     * @throws LaunchException about a process that ended by itself
     */
    public void requireAllAlive() {
        snapshot().forEach(ManagedProcess::requireAlive);
    }

    /** Stops one process and watches it no longer. */
    public void stop(ManagedProcess process) {
        process.askToStop();
        process.awaitStop(grace);
        synchronized (this) {
            running.remove(process);
        }
    }

    /** Stops every process: all but the one started first together, then that one, on which the others depend. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        List<ManagedProcess> all = snapshot();
        if (all.isEmpty()) {
            return;
        }
        List<ManagedProcess> dependents = all.subList(0, all.size() - 1);
        dependents.forEach(ManagedProcess::askToStop);
        dependents.forEach(process -> process.awaitStop(grace));
        ManagedProcess first = all.get(all.size() - 1);
        first.askToStop();
        first.awaitStop(grace);
    }

    private synchronized List<ManagedProcess> snapshot() {
        return new ArrayList<>(running);
    }
}
