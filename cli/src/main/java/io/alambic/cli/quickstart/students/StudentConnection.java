package io.alambic.cli.quickstart.students;

import io.alambic.cli.observe.ServiceProbe;
import io.alambic.cli.report.QuickstartTask;
import io.alambic.cli.report.StudentFigures;
import io.alambic.client.StudentClient;
import io.alambic.launch.ManagedProcess;
import io.alambic.launch.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A connection to a running student service: its figures and its answers. Owns the connection, not the process.
 */
public final class StudentConnection implements AutoCloseable {

    private static final Duration LAST_PROMOTION_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LAST_CHECKPOINT_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration PROMOTION_TIMEOUT = Duration.ofSeconds(60);
    private static final StudentFigures NOTHING = new StudentFigures(
            0, 0, 0, 0, 0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    private final String title;
    private final ManagedProcess process;
    private final ServiceProbe probe;
    private final StudentClient client;
    private final QuickstartTask task;
    private final Waiting waiting;
    private StudentFigures newest = NOTHING;

    public StudentConnection(
            String title,
            ManagedProcess process,
            ServiceProbe probe,
            StudentClient client,
            QuickstartTask task,
            Waiting waiting) {
        this.title = title;
        this.process = process;
        this.probe = probe;
        this.client = client;
        this.task = task;
        this.waiting = waiting;
    }

    public String title() {
        return title;
    }

    public ServiceProbe probe() {
        return probe;
    }

    public ManagedProcess process() {
        return process;
    }

    public StudentClient client() {
        return client;
    }

    /** Returns the current figures, or the last known ones if the service does not respond. */
    public StudentFigures figures() throws InterruptedException {
        newest =
                probe.metrics().map(metrics -> StudentFigures.of(metrics, task)).orElse(newest);
        return newest;
    }

    /** Waits for the checkpoint of the last training step; goes on without it if it does not come. */
    public void awaitCheckpoint(Path folder) throws InterruptedException {
        long end = System.nanoTime() + LAST_CHECKPOINT_TIMEOUT.toNanos();
        Path wanted = folder.resolve(
                "checkpoint-%012d.safetensors".formatted(figures().steps()));
        while (!Files.exists(wanted) && System.nanoTime() < end) {
            Thread.sleep(waiting.interval().toMillis());
        }
    }

    /**
     * Waits until the weights of the last training step serve. If the last candidate was rejected, the weights
     * before it keep serving and are the final ones.
     *
     * @return whether the weights of the last step serve
     */
    public boolean awaitFinalWeights() throws InterruptedException {
        waiting.until(
                client::ready,
                PROMOTION_TIMEOUT,
                "The %s has promoted no weights within %d s.".formatted(title, PROMOTION_TIMEOUT.toSeconds()));
        long end = System.nanoTime() + LAST_PROMOTION_TIMEOUT.toNanos();
        long rejectedBefore = figures().rejected();
        StudentFigures now = figures();
        while (now.servedStep() != now.steps()) {
            if (now.rejected() > rejectedBefore + 1 || System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(waiting.interval().toMillis());
            now = figures();
        }
        return true;
    }

    @Override
    public void close() {
        client.close();
    }
}
