package io.alambic.bench.process;

import io.alambic.cli.UserError;
import io.alambic.launch.ManagedProcess;
import io.alambic.launch.ProcessSpec;
import java.io.IOException;
import java.time.Duration;

/** A process that can be killed, frozen and started again. Used by one thread. */
public final class Victim implements AutoCloseable {

    private final ProcessSpec command;
    private ManagedProcess process;
    private int starts;

    /** A process that is started now. */
    public Victim(ProcessSpec command) {
        this.command = command;
        start();
    }

    /** What to call it. */
    public String name() {
        return command.name();
    }

    /** Starts it again, with a log file of its own. */
    public void start() {
        starts++;
        String file = command.log().getFileName() + "." + starts;
        process = ManagedProcess.start(
                new ProcessSpec(command.name(), command.command(), command.log().resolveSibling(file)));
    }

    /** Ends it at once. */
    public void kill() {
        process.kill();
    }

    /** Stops it where it stands. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets it go on. */
    public void thaw() {
        signal("CONT");
    }

    /** The operating system's number of the process that runs now. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs, or is frozen. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Does nothing as long as it runs.
     *
     * @throws UserError with the end of its log, if it ended by itself
     */
    public void requireAlive() {
        process.requireAlive();
    }

    /** Ends it in order, and kills it where it does not end in time. */
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
            throw new UserError("kill -%s cannot be run (%s).".formatted(name, e.getMessage()), e);
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
