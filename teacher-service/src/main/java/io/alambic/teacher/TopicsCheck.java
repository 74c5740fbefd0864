package io.alambic.teacher;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the topics that a service needs exist and transactions are possible. Kafka Streams would fail at once, or wait
 * without saying for what.
 */
final class TopicsCheck {

    private static final Logger LOG = LoggerFactory.getLogger(TopicsCheck.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);

    private final String service;
    private final Admin admin;
    private final Set<String> needed;
    private final TransactionSupport transactions;
    private final Consumer<String> waiting;
    private String said = "";

    /**
     * A check.
     *
     * @param service its name in the log
     * @param waiting receives what it waits for, when that changes
     */
    TopicsCheck(
            String service,
            Admin admin,
            Set<String> needed,
            TransactionSupport transactions,
            Consumer<String> waiting) {
        this.service = service;
        this.admin = admin;
        this.needed = needed;
        this.transactions = transactions;
        this.waiting = waiting;
    }

    /** Returns once every topic exists, and the brokers can keep transactions. */
    void await() throws InterruptedException {
        while (!allExist() || !transactionsWork()) {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    private boolean transactionsWork() throws InterruptedException {
        Optional<String> trouble = transactions.trouble();
        trouble.ifPresent(reason -> sayOnce("waiting for transactions: " + reason));
        return trouble.isEmpty();
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
            waiting.accept(message);
            LOG.warn("The {} is {}", service, message);
        }
    }
}
