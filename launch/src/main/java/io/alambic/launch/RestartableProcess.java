package io.alambic.launch;

import java.io.IOException;
import java.time.Duration;

/** A process that can be killed, frozen and restarted. Used by one thread. */
public final class RestartableProcess implements AutoCloseable {

    private final ProcessSpec spec;
    private ManagedProcess process;
    private int starts;

    /** Starts a process. */
    public RestartableProcess(ProcessSpec spec) {
        this.spec = spec;
        start();
    }

    /** Returns what to call it in a sentence. */
    public String name() {
        return spec.name();
    }

    /** Starts it again, with a new log file. */
    public void start() {
        starts++;
        String file = spec.log().getFileName() + "." + starts;
        process = ManagedProcess.start(
                new ProcessSpec(spec.name(), spec.command(), spec.log().resolveSibling(file)));
    }

    /** Ends it at once. */
    public void kill() {
        process.kill();
    }

    /** Suspends it (SIGSTOP). */
    public void freeze() {
        signal("STOP");
    }

    /** Resumes it (SIGCONT). */
    public void thaw() {
        signal("CONT");
    }

    /** Returns the operating system's number of the process that runs now. */
    public long pid() {
        return process.pid();
    }

    /** Returns whether it runs or is frozen. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Requires that it runs.
     *
     * @throws LaunchException with the end of its log, if it ended by itself
     */
    public void requireAlive() {
        process.requireAlive();
    }

    /** Stops it in order, and kills it where it does not end in time. */
    public Stopping stop(Duration grace) {
        if (!process.isAlive()) {
            return new Stopping.EndedBefore(name(), process.exitCode());
        }
        process.askToStop();
        return process.awaitStop(grace) ? new Stopping.InOrder() : new Stopping.TooLate(name(), grace);
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new LaunchException("kill -%s cannot be run (%s).".formatted(name, e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thaw();
        process.kill();
    }
}
