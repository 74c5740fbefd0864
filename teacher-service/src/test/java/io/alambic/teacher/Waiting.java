package io.alambic.teacher;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for what other threads do. */
public final class Waiting {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private Waiting() {}

    /** Begins to wait in this thread; the alias is named if it is in vain. */
    public static ConditionFactory await(String alias) {
        return Awaitility.await(alias)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL_INTERVAL)
                .atMost(LIMIT);
    }
}
