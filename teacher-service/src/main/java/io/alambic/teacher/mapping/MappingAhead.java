package io.alambic.teacher.mapping;

import io.alambic.kafka.HeaderValues;
import io.alambic.mapping.MappedSamples;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.RefusedRecordException;
import io.alambic.mapping.SourceRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Maps records on threads of its own from the moment on that they were polled, all records of a poll at the same time. Whoever asks for the
 * samples of a record waits for them. The order of records, and what is committed, do not depend on it: a mapping is a pure function, and
 * a record that was not begun, was given up or failed for another reason than its own, is mapped by who asks.
 *
 * <p>A record is known by its value, the array itself. Thread safe.
 */
public final class MappingAhead implements RecordMapper, AutoCloseable {

    /** Of a poll that was not processed, as its partition went elsewhere, results would stay for ever. */
    private static final int MOST_RESULTS = 32;

    private final RecordMapping mapping;
    private final ExecutorService threads;
    private final IdentityHashMap<byte[], Future<MappedSamples>> results = new IdentityHashMap<>();
    private final Deque<byte[]> order = new ArrayDeque<>();

    /**
     * A pool.
     *
     * @param threads how many, at least 1
     */
    public MappingAhead(RecordMapping mapping, int threads) {
        AtomicInteger number = new AtomicInteger();
        this.mapping = mapping;
        this.threads = Executors.newFixedThreadPool(threads, work -> thread(work, number.incrementAndGet()));
    }

    /** Below normal priority, as the model's passes: serving on the same machine comes first if the JVM heeds priorities. */
    @SuppressWarnings("ThreadPriorityCheck") // a wish: results are the same where it is not heeded
    private static Thread thread(Runnable work, int number) {
        Thread thread = new Thread(work, "mapping-" + number);
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        return thread;
    }

    /** Begins to map a record. */
    public void begin(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            return;
        }
        readHeaders(record);
        SourceRecord source = new SourceRecord(
                record.key(), value, record.timestamp(), name -> HeaderValues.last(record.headers(), name));
        synchronized (results) {
            if (threads.isShutdown() || results.containsKey(value)) {
                return;
            }
            if (order.size() == MOST_RESULTS) {
                results.remove(order.removeFirst()).cancel(false);
            }
            order.addLast(value);
            results.put(value, threads.submit(() -> mapping.map(source)));
        }
    }

    /** Kafka decodes a header when it is read first, which two threads must not do. */
    private static void readHeaders(ConsumerRecord<byte[], byte[]> record) {
        for (Header header : record.headers()) {
            header.key();
            header.value();
        }
    }

    @Override
    public MappedSamples map(SourceRecord record) throws RefusedRecordException {
        Future<MappedSamples> begun = take(record.value());
        if (begun == null) {
            return mapping.map(record);
        }
        try {
            return begun.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return mapping.map(record);
        } catch (CancellationException e) {
            return mapping.map(record);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RefusedRecordException refused) {
                throw refused;
            }
            return mapping.map(record);
        }
    }

    private Future<MappedSamples> take(byte[] value) {
        synchronized (results) {
            Future<MappedSamples> begun = results.remove(value);
            if (begun != null) {
                order.removeIf(kept -> kept == value);
            }
            return begun;
        }
    }

    /** Gives up what nobody has asked for. */
    @Override
    public void close() {
        synchronized (results) {
            threads.shutdownNow();
            results.values().forEach(begun -> begun.cancel(false));
            results.clear();
            order.clear();
        }
    }
}
