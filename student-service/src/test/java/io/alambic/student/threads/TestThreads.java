package io.alambic.student.threads;

import java.time.Duration;

/** Supervisors and deadlines of tests. */
public final class TestThreads {

    private TestThreads() {}

    /** A supervisor without threads. */
    public static ThreadSupervisor supervisor() {
        return new ThreadSupervisor(System::nanoTime);
    }

    /** Twenty seconds from now. */
    public static StopDeadline soon() {
        return StopDeadline.in(Duration.ofSeconds(20), System::nanoTime);
    }
}
