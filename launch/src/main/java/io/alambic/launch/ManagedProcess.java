package io.alambic.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that runs beside this one and writes its output into a file.
 *
 * <pre>
 *   start → running ──────────────→ stopped (by stop)
 *              └─ ended by itself → requireAlive fails
 * </pre>
 *
 * <p>Ctrl-C reaches this program only, which then stops the others in order; when this program is killed,
 * the process is killed as well.
 * Thread safe.
 */
public final class ManagedProcess {

    private static final int TAIL_LINES = 5;

    private static final String SHIELD = """
            trap '' INT
            (while kill -0 $PPID && kill -0 $$; do sleep 1; done; kill -9 $$) </dev/null >/dev/null 2>&1 &
            exec "$@"
            """;

    private final String name;
    private final Process process;
    private final Path log;
    private volatile boolean stopping;

    private ManagedProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a program; its log is truncated first.
     *
     * @throws LaunchException if it cannot be started
     */
    public static ManagedProcess start(ProcessSpec spec) {
        try {
            Files.createDirectories(spec.log().toAbsolutePath().getParent());
            Process process = builder(spec.command())
                    .directory(spec.folder().map(Path::toFile).orElse(null))
                    .redirectErrorStream(true)
                    .redirectOutput(spec.log().toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            return new ManagedProcess(spec.name(), process, spec.log());
        } catch (IOException e) {
            throw new LaunchException("The %s cannot be started (%s).".formatted(spec.name(), e.getMessage()), e);
        }
    }

    /**
     * Returns a builder of the same command, which ignores Ctrl-C, is killed within a second when this program is gone, and
     * keeps native memory as {@link ServiceDefaults#ALLOCATOR} says unless this program's environment says otherwise.
     */
    public static ProcessBuilder builder(List<String> command) {
        List<String> shielded = new ArrayList<>(List.of("/bin/sh", "-c", SHIELD, "sh"));
        shielded.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(shielded);
        ServiceDefaults.ALLOCATOR.forEach(builder.environment()::putIfAbsent);
        return builder;
    }

    /** Returns what to call it in a sentence. */
    public String name() {
        return name;
    }

    /** Returns whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Returns its exit code.
     *
     * @throws IllegalThreadStateException if it still runs
     */
    public int exitCode() {
        return process.exitValue();
    }

    /**
     * Requires that the process runs or was told to stop.
     *
     * @throws LaunchException with the end of its log, if it ended by itself
     */
    public void requireAlive() {
        if (!process.isAlive() && !stopping) {
            throw new LaunchException("The %s ended with exit code %d; its log %s ends with: %s"
                    .formatted(name, process.exitValue(), log, tail()));
        }
    }

    /** Asks the process to end, without waiting for it. */
    public void askToStop() {
        stopping = true;
        process.destroy();
    }

    /** Ends the process at once, as {@code kill -9} does, and waits until it is gone. */
    public void kill() {
        stopping = true;
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Returns the operating system's number of the process. */
    public long pid() {
        return process.pid();
    }

    /** Waits for a process that was asked to end, and kills it after the grace; returns whether it ended in time. */
    public boolean awaitStop(Duration grace) {
        stopping = true;
        boolean interrupted = false;
        try {
            if (process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        kill();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private String tail() {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            List<String> last = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
            return last.isEmpty() ? "(nothing)" : String.join(System.lineSeparator() + "    ", last);
        } catch (IOException e) {
            return "(it cannot be read: %s)".formatted(e.getMessage());
        }
    }
}
