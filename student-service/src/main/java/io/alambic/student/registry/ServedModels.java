package io.alambic.student.registry;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Registry of the snapshots that answer requests. Clients can name one of the newest versions; requests without a
 * version get the current one, which is the newest or the one that an operator pinned. A swap replaces one
 * reference: running requests keep their snapshot, later requests get the new one, and no request waits.
 * Thread safe.
 */
public final class ServedModels implements AutoCloseable {

    private final int kept;
    private final InstantSource clock;
    private final Runnable onFirst;
    private final List<Consumer<ServedModel>> watchers = new CopyOnWriteArrayList<>();
    private final List<Consumer<ServedModel>> withdrawals = new CopyOnWriteArrayList<>();
    private volatile CandidateTrials trials = CandidateTrials.NONE;
    private final List<Runnable> changes = new CopyOnWriteArrayList<>();
    private volatile ServedLine line = ServedLine.EMPTY;

    /**
     * Creates an empty registry.
     *
     * @param kept how many of the newest versions answer, at least 1; a pinned version answers in addition
     * @param clock gives the time of promotions
     * @param onFirst runs once, when the first snapshot serves
     */
    public ServedModels(int kept, InstantSource clock, Runnable onFirst) {
        if (kept < 1) {
            throw new IllegalArgumentException("versions kept must be at least 1, but are " + kept);
        }
        this.kept = kept;
        this.clock = clock;
        this.onFirst = onFirst;
    }

    /** Tries candidates on requests, from now on, before they are promoted. */
    public void tryCandidates(CandidateTrials how) {
        trials = how;
    }

    /**
     * Begins the trial of a candidate, or serves it at once.
     *
     * @return whether the candidate serves
     */
    public boolean offer(ServedModel candidate) {
        if (trials.begin(candidate)) {
            return false;
        }
        serve(candidate);
        return true;
    }

    /** Returns the figures of the running trial, if any; only one candidate is on trial at a time. */
    public Optional<TrialFigures> trial() {
        return trials.figures();
    }

    /** Ends the trial of a candidate without promoting it. */
    public void withdraw(ServedModel candidate) {
        withdrawals.forEach(watcher -> watcher.accept(candidate));
        candidate.release();
    }

    /**
     * Notifies a watcher of each withdrawn candidate, on the thread that withdraws it.
     *
     * @return removes the watcher when closed
     */
    public Watch watchWithdrawals(Consumer<ServedModel> watcher) {
        withdrawals.add(watcher);
        return () -> withdrawals.remove(watcher);
    }

    /** Serves a snapshot. Versions that no longer answer are closed when their last request has ended. */
    public void serve(ServedModel next) {
        serve(next, now -> now.with(next, kept));
    }

    /**
     * Serves the snapshot that a remote trainer serves. If its version is not newer, the trainer has rolled back or
     * restarted: all versions that are not older are withdrawn.
     */
    public void follow(ServedModel next) {
        serve(next, now -> now.followed(next, kept));
    }

    private void serve(ServedModel next, UnaryOperator<ServedLine> change) {
        next.promotedAt(clock.millis());
        boolean first;
        synchronized (this) {
            first = line.isEmpty();
            replace(change.apply(line));
        }
        if (first) {
            onFirst.run();
        }
        watchers.forEach(watcher -> watcher.accept(next));
    }

    private void replace(ServedLine next) {
        List<ServedModel> gone = new ArrayList<>(line.models());
        gone.removeAll(next.models());
        line = next;
        gone.forEach(ServedModel::release);
        changes.forEach(Runnable::run);
    }

    /**
     * Returns a version that requests can name.
     *
     * @param version 0 for the current one
     */
    public ServedModel named(long version) throws UnknownVersionException {
        return version == 0 ? line.requireCurrent() : line.require(version);
    }

    /**
     * Pins a version: it answers the requests that name none, until {@link #unpin}.
     *
     * @param version 0 for the current one
     * @return the current version
     */
    public synchronized long pin(long version) throws UnknownVersionException {
        ServedModel model = named(version);
        replace(line.pinned(model));
        return model.version();
    }

    /**
     * Makes the newest version the current one again.
     *
     * @return the current version
     */
    public synchronized long unpin() throws UnknownVersionException {
        replace(line.unpinned(kept));
        return line.requireCurrent().version();
    }

    /**
     * Withdraws every version after the given one, and pins it.
     *
     * @param version 0 for the one before the current
     * @return the changes
     */
    public synchronized RolledBack rollBack(long version) throws UnknownVersionException {
        ServedModel target = version == 0 ? line.requireBeforeCurrent() : line.require(version);
        List<Long> withdrawn = line.models().stream()
                .map(ServedModel::version)
                .filter(one -> one > target.version())
                .toList();
        replace(line.rolledBackTo(target));
        return new RolledBack(target.version(), withdrawn);
    }

    /** Returns whether a snapshot serves. */
    public boolean isReady() {
        return !line.isEmpty();
    }

    /** Returns whether an operator pinned the current snapshot. */
    public boolean isPinned() {
        return line.isPinned();
    }

    /** Returns the current snapshot, for its description only: its network may be closed at any moment. */
    public Optional<ServedModel> peek() {
        return line.current();
    }

    /** Returns the newest snapshot, for its description only. */
    public Optional<ServedModel> newest() {
        return line.newest();
    }

    /** Returns the versions that can be named, oldest first, for their description only. */
    public List<ServedModel> versions() {
        return line.models();
    }

    /** Leases the current snapshot, which stays open until the lease is closed; empty before the first. */
    public Optional<Lease> lease() {
        return leaseOf(ServedLine::current);
    }

    /** Leases the newest snapshot, pinned or not. */
    public Optional<Lease> leaseNewest() {
        return leaseOf(ServedLine::newest);
    }

    /**
     * Leases the snapshot of a version.
     *
     * @param version as a client writes it; empty for the current one
     * @return empty if that version does not answer
     */
    public Optional<Lease> lease(String version) {
        return leaseOf(now -> now.named(version));
    }

    /** Leases the snapshot for a batch of calls that name this version, or none: then a candidate on trial may answer. */
    public Optional<Lease> lease(String version, int calls) {
        Optional<Lease> candidate = version.isEmpty() ? trials.lease(calls) : Optional.empty();
        return candidate.isPresent() ? candidate : lease(version);
    }

    private Optional<Lease> leaseOf(Function<ServedLine, Optional<ServedModel>> choice) {
        Optional<ServedModel> model = choice.apply(line);
        while (model.isPresent() && !model.get().acquire()) {
            model = choice.apply(line);
        }
        return model.map(Lease::new);
    }

    /**
     * Notifies a watcher of each promotion, on the promoting thread, which the watcher must not block.
     *
     * @return removes the watcher when closed
     */
    public Watch watch(Consumer<ServedModel> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /**
     * Runs a watcher whenever the versions that answer, or the current one, have changed. It must return quickly.
     *
     * @return removes the watcher when closed
     */
    public Watch watchChanges(Runnable watcher) {
        changes.add(watcher);
        return () -> changes.remove(watcher);
    }

    /** Withdraws all versions. */
    @Override
    public synchronized void close() {
        replace(ServedLine.EMPTY);
    }

    /**
     * Result of a roll back.
     *
     * @param serving the current version
     * @param withdrawn the versions that no longer answer
     */
    public record RolledBack(long serving, List<Long> withdrawn) {}

    /** Registration of a watcher. */
    @FunctionalInterface
    public interface Watch extends AutoCloseable {

        @Override
        void close();
    }

    /** Keeps a snapshot open for one user. */
    public static final class Lease implements AutoCloseable {

        private final ServedModel model;

        public Lease(ServedModel model) {
            this.model = model;
        }

        /** Returns the snapshot. */
        public ServedModel model() {
            return model;
        }

        @Override
        public void close() {
            model.release();
        }
    }
}
