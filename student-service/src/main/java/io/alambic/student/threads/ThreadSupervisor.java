package io.alambic.student.threads;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the threads of a process and notices how they end. Work ends on purpose when it returns or is interrupted;
 * whatever it throws is a failure.
 *
 * <pre>
 *   ending:      work ── failure ──▶ failed
 *   restarting:  work ── failure ──▶ pause ──▶ work      ten failures in a row, each soon after a start: failed,
 *                                                        until the work has run for ten seconds
 * </pre>
 *
 * Thread safe.
 */
public final class ThreadSupervisor {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadSupervisor.class);
    private static final int TOLERATED = 10;
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final long FIRST_PAUSE_MS = 10;

    private final LongSupplier nanoClock;
    private final Map<String, Throwable> failed = new ConcurrentHashMap<>();
    private final AtomicLong failures = new AtomicLong();

    /** What a thread does. */
    @FunctionalInterface
    public interface Work {

        /** Returns when it has been told to stop. */
        void run() throws Exception;
    }

    /**
     * Creates a supervisor without threads.
     *
     * @param nanoClock monotonic time in nanoseconds
     */
    public ThreadSupervisor(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * Creates a thread whose work is done once.
     *
     * @param onFailure told about a failure, on that thread
     */
    public Thread ending(String name, Work work, Consumer<Throwable> onFailure) {
        return new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (Throwable e) {
                        failures.incrementAndGet();
                        failed.put(name, e);
                        onFailure.accept(e);
                    }
                },
                name);
    }

    /** Creates a thread whose work restarts after a failure. */
    public Thread restarting(String name, Work work) {
        return new Thread(() -> restart(name, work), name);
    }

    private void restart(String name, Work work) {
        int inARow = 0;
        try {
            while (true) {
                long began = nanoClock.getAsLong();
                try {
                    work.run();
                    return;
                } catch (InterruptedException e) {
                    throw e;
                } catch (Throwable e) {
                    boolean isSoon = nanoClock.getAsLong() - began < SOON_NANOS;
                    inARow = isSoon ? inARow + 1 : 1;
                    failedAgain(name, inARow, e);
                }
                TimeUnit.MILLISECONDS.sleep(Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE_MS << Math.min(inARow, 10)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failedAgain(String name, int inARow, Throwable reason) {
        failures.incrementAndGet();
        if (inARow < TOLERATED) {
            failed.remove(name);
            LOG.error("thread={} Restarts after a failure", name, reason);
        } else {
            failed.put(name, reason);
            LOG.error("thread={} Failed {} times in a row: {}", name, inARow, reason.toString());
        }
    }

    /** Creates one daemon thread for tasks, which lets all others go first; it outlives a task that fails. */
    public ExecutorService yieldingExecutor(String name) {
        return executor(name, Thread.MIN_PRIORITY);
    }

    /** Creates one daemon thread for tasks; it outlives a task that fails. */
    public ExecutorService executor(String name) {
        return executor(name, Thread.NORM_PRIORITY);
    }

    @SuppressWarnings("ThreadPriorityCheck") // a hint: the results are the same without it
    private ExecutorService executor(String name, int priority) {
        return new ThreadPoolExecutor(0, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            thread.setPriority(priority);
            return thread;
        }) {
            @Override
            public void execute(Runnable task) {
                super.execute(guarded(name, task));
            }
        };
    }

    /** Returns a task that never fails: a failure is logged and counted. */
    public Runnable guarded(String name, Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable e) {
                failures.incrementAndGet();
                LOG.error("thread={} A task failed", name, e);
            }
        };
    }

    /** Returns why a thread does not do its work any more; empty while it does. */
    public Optional<Throwable> failure(String thread) {
        return Optional.ofNullable(failed.get(thread));
    }

    /** Returns the threads that do not do their work any more, each with the reason. */
    public Map<String, String> failed() {
        Map<String, String> reasons = new TreeMap<>();
        failed.forEach((name, reason) -> reasons.put(name, reason.toString()));
        return reasons;
    }

    /** Returns how many failures there were. */
    public long failures() {
        return failures.get();
    }
}
