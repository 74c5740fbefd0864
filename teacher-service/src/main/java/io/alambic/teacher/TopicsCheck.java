package io.alambic.teacher;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until the topics that a teacher needs exist; Kafka Streams would fail at once. */
final class TopicsCheck {

    private static final Logger LOG = LoggerFactory.getLogger(TopicsCheck.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);

    private final Admin admin;
    private final Set<String> needed;
    private String said = "";

    TopicsCheck(Admin admin, Set<String> needed) {
        this.admin = admin;
        this.needed = needed;
    }

    /** Returns once every topic exists. */
    void await() throws InterruptedException {
        while (!allExist()) {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    private boolean allExist() throws InterruptedException {
        try {
            Set<String> missing = new TreeSet<>(needed);
            missing.removeAll(admin.listTopics().names().get(LONGEST_LOOK.toMillis(), TimeUnit.MILLISECONDS));
            if (!missing.isEmpty()) {
                sayOnce("waiting for topics that do not exist yet: " + missing);
            }
            return missing.isEmpty();
        } catch (ExecutionException e) {
            sayOnce("waiting for Kafka: " + e.getCause().getMessage());
        } catch (TimeoutException e) {
            sayOnce("waiting for Kafka: no broker answers");
        }
        return false;
    }

    private void sayOnce(String message) {
        if (!message.equals(said)) {
            said = message;
            LOG.warn("The teacher is {}", message);
        }
    }
}
