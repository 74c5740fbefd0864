package io.alambic.student;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What one logger says while this is open. Thread safe. */
public final class LogLines implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger;
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            Object[] parameters = record.getParameters();
            lines.add(
                    parameters == null || parameters.length == 0
                            ? record.getMessage()
                            : org.slf4j.helpers.MessageFormatter.arrayFormat(record.getMessage(), parameters)
                                    .getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private LogLines(Logger logger) {
        this.logger = logger;
        logger.addHandler(handler);
    }

    public static LogLines of(String logger) {
        return new LogLines(Logger.getLogger(logger));
    }

    public List<String> all() {
        return List.copyOf(lines);
    }

    /** Waits for a line that holds a text. */
    public void await(String part) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (lines.stream().noneMatch(line -> line.contains(part))) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no line with '%s' in %s".formatted(part, lines));
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
    }
}
