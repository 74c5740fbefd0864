package io.alambic.teacher;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the body of a thread. Whatever ends it but an interrupt, errors of the JVM too, is reported. */
final class SupervisedTask implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SupervisedTask.class);

    private final Body body;
    private final Consumer<String> failed;

    /** The body of a thread. */
    @FunctionalInterface
    interface Body {
        void run() throws InterruptedException;
    }

    /**
     * A task.
     *
     * @param failed receives the reason
     */
    SupervisedTask(Body body, Consumer<String> failed) {
        this.body = body;
        this.failed = failed;
    }

    @Override
    public void run() {
        try {
            body.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            failed.accept(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
            LOG.error("A thread of the teacher ended", e);
        }
    }
}
