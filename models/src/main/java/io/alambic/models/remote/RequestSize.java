package io.alambic.models.remote;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many samples a request to one server may hold: what the model takes, and what the server proves to take. Thread safe. */
final class RequestSize {

    private static final Logger LOG = LoggerFactory.getLogger(RequestSize.class);

    private final String server;
    private final int fixedBatch;
    private final AtomicInteger largest;
    private final AtomicInteger said;

    /**
     * A size.
     *
     * @param server in logs
     * @param fixedBatch number of samples that each request must hold; 0 if any number will do
     */
    RequestSize(String server, int fixedBatch) {
        this.server = server;
        this.fixedBatch = fixedBatch;
        this.largest = new AtomicInteger(fixedBatch == 0 ? Integer.MAX_VALUE : fixedBatch);
        this.said = new AtomicInteger(largest.get());
    }

    /** Returns how many of the samples go into the next request. */
    int of(int samples) {
        return Math.min(samples, largest.get());
    }

    /** Returns the batch of a request with so many samples. */
    int batch(int samples) {
        return fixedBatch == 0 ? samples : fixedBatch;
    }

    /**
     * Halves the size, for all requests to come.
     *
     * @param samples of the request that was too large
     * @throws ModelRefusedException if a request cannot be smaller
     */
    void reduce(int samples, RequestTooLargeException refusal) {
        if (samples == 1 || fixedBatch > 0) {
            throw new ModelRefusedException(
                    "%s takes no request with %d sample(s): %s".formatted(server, batch(samples), refusal.getMessage()),
                    false,
                    refusal);
        }
        largest.accumulateAndGet(samples / 2, Math::min);
    }

    /** Called when the server took requests of this size. */
    void accepted() {
        int now = largest.get();
        if (said.getAndSet(now) != now) {
            LOG.warn(
                    "server={} samples={} The server takes no larger requests; they hold no more samples from now on",
                    server,
                    now);
        }
    }
}
