package io.alambic.student.admission;

import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/** What one connection holds. Thread safe. */
final class ClientConnection {

    private final SocketAddress client;
    private final Runnable close;
    private final AtomicLong ofAll;
    private long held;
    private int calls;
    private int brokenOffInARow;
    private boolean freed;

    /**
     * Creates a connection that holds nothing.
     *
     * @param close closes it
     * @param ofAll what all connections hold
     */
    ClientConnection(SocketAddress client, Runnable close, AtomicLong ofAll) {
        this.client = client;
        this.close = close;
        this.ofAll = ofAll;
    }

    /** Adds to what it holds, or takes away; does nothing once all was freed. */
    synchronized void add(long bytes) {
        if (!freed) {
            held += bytes;
            ofAll.addAndGet(bytes);
        }
    }

    /** Frees what it holds, for good; returns whether it was not freed before. */
    synchronized boolean freeAll() {
        boolean first = !freed;
        freed = true;
        ofAll.addAndGet(-held);
        held = 0;
        return first;
    }

    /** Counts a call that begins; returns how many are open. */
    synchronized int callBegan() {
        return ++calls;
    }

    /** Counts a call that ends; returns how many in a row the client has broken off. */
    synchronized int callEnded(boolean brokenOff) {
        calls--;
        brokenOffInARow = brokenOff ? brokenOffInARow + 1 : 0;
        return brokenOffInARow;
    }

    synchronized long held() {
        return held;
    }

    SocketAddress client() {
        return client;
    }

    void close() {
        close.run();
    }
}
