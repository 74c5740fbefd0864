package io.alambic.student.serving;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The snapshot that answers requests now. Swapping is one reference: a request that began keeps its
 * snapshot to the end, the next one gets the new one, and nobody waits. Thread safe.
 */
public final class ServedModels implements AutoCloseable {

    private final AtomicReference<ServedModel> current = new AtomicReference<>();
    private final Runnable onFirst;

    /**
     * Nothing to serve yet.
     *
     * @param onFirst run once, when the first snapshot is there
     */
    public ServedModels(Runnable onFirst) {
        this.onFirst = onFirst;
    }

    /** Serves a snapshot from now on; the one before is closed when its last request has ended. */
    public void serve(ServedModel next) {
        ServedModel before = current.getAndSet(next);
        if (before == null) {
            onFirst.run();
        } else {
            before.release();
        }
    }

    /** Whether there is a snapshot to serve. */
    public boolean isReady() {
        return current.get() != null;
    }

    /** Facts about the current snapshot, whose network may be closed at any moment; empty before the first. */
    public Optional<ServedModel> peek() {
        return Optional.ofNullable(current.get());
    }

    /** The current snapshot, kept open until the lease is closed; empty before the first. */
    public Optional<Lease> lease() {
        ServedModel model = current.get();
        while (model != null && !model.acquire()) {
            model = current.get();
        }
        return model == null ? Optional.empty() : Optional.of(new Lease(model));
    }

    /** Serves nothing any more. */
    @Override
    public void close() {
        ServedModel last = current.getAndSet(null);
        if (last != null) {
            last.release();
        }
    }

    /** Use of a snapshot, by one thread. */
    public static final class Lease implements AutoCloseable {

        private final ServedModel model;

        private Lease(ServedModel model) {
            this.model = model;
        }

        /** The snapshot. */
        public ServedModel model() {
            return model;
        }

        @Override
        public void close() {
            model.release();
        }
    }
}
