package io.alambic.bench.chaos;

import io.alambic.cli.UserError;
import io.alambic.cli.process.ManagedProcess;
import io.alambic.cli.process.Processes.Command;
import java.io.IOException;
import java.time.Duration;

/** A process that can be killed, frozen and started again. Used by one thread. */
final class Victim implements AutoCloseable {

    private final Command command;
    private ManagedProcess process;
    private int starts;

    /** A process that is started now. */
    Victim(Command command) {
        this.command = command;
        start();
    }

    String name() {
        return command.name();
    }

    /** Starts it again, with a log file of its own. */
    void start() {
        starts++;
        String file = command.log().getFileName() + "." + starts;
        process = ManagedProcess.start(
                command.name(), command.line(), command.log().resolveSibling(file));
    }

    void kill() {
        process.kill();
    }

    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    /** The operating system's number of the process that runs now. */
    long pid() {
        return process.pid();
    }

    /** Whether it runs, or is frozen. */
    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it in order, and kills it where it does not end in time. */
    Stopping stop(Duration grace) {
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
