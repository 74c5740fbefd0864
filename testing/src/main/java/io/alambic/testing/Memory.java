package io.alambic.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import org.opentest4j.AssertionFailedError;

/** Limits the memory for reading a message: in proportion to its actual bytes, whatever sizes it declares. */
public final class Memory {

    /** Memory for parsing, and for a rejection with its stack trace, independent of the message. */
    private static final long BASE = 1 << 20;

    private static final long PER_BYTE = 64;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Memory() {}

    /**
     * Reads a message on this thread. If this takes too much memory, reads it once more, because the first time
     * may load classes.
     *
     * @throws AssertionFailedError if reading takes more heap or direct memory than allowed for this size
     */
    public static void requireInProportion(byte[] message, Runnable reading) {
        requireAtMost(BASE + PER_BYTE * message.length, reading);
    }

    /**
     * Reads a message on this thread. If this takes too much memory, reads it once more, because the first time
     * may load classes.
     *
     * @throws AssertionFailedError if reading takes more heap or direct memory than allowed
     */
    public static void requireAtMost(long allowed, Runnable reading) {
        if (taken(reading) <= allowed) {
            return;
        }
        long taken = taken(reading);
        if (taken > allowed) {
            throw new AssertionFailedError(
                    "reading took %,d bytes of memory; %,d are allowed".formatted(taken, allowed));
        }
    }

    /** Returns the bytes of heap and direct memory that are in use after a collection. */
    public static long inUse() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + direct();
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
