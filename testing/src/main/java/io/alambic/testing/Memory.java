package io.alambic.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import org.opentest4j.AssertionFailedError;

/** Memory that reading a message may take: some for each of its bytes, whatever sizes it declares. */
public final class Memory {

    /** What parsing, and a refusal with its stack trace, take whatever the message. */
    private static final long BASE = 1 << 20;

    private static final long PER_BYTE = 64;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Memory() {}

    /**
     * Reads a message on this thread, and once more where that took too much memory, as the first time may load
     * classes.
     *
     * @throws AssertionFailedError if it took more heap or direct memory than a message of that size may
     */
    public static void requireInProportion(byte[] message, Runnable reading) {
        long allowed = BASE + PER_BYTE * message.length;
        if (taken(reading) <= allowed) {
            return;
        }
        long taken = taken(reading);
        if (taken > allowed) {
            throw new AssertionFailedError("reading %,d bytes took %,d bytes of memory; %,d are allowed"
                    .formatted(message.length, taken, allowed));
        }
    }

    private static long taken(Runnable reading) {
        long heap = THREADS.getCurrentThreadAllocatedBytes();
        long direct = direct();
        reading.run();
        return THREADS.getCurrentThreadAllocatedBytes() - heap + Math.max(0, direct() - direct);
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getTotalCapacity)
                .sum();
    }
}
