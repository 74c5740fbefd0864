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
 * The snapshots that answer requests: the newest few by their version, and one of them, the current, for
 * whoever names none. It is the newest, or the one that an operator pinned. Swapping is one reference: a
 * request that began keeps its snapshot to the end, the next one gets the new one, and nobody waits. Thread
 * safe.
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
     * Nothing to serve yet.
     *
     * @param kept how many versions answer, the newest included, at least 1; a pinned one does beyond that
     * @param clock says when a snapshot was promoted
     * @param onFirst run once, when the first snapshot is there
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
     * Takes a candidate on trial, or serves it at once.
     *
     * @return whether it serves
     */
    public boolean offer(ServedModel candidate) {
        if (trials.begin(candidate)) {
            return false;
        }
        serve(candidate);
        return true;
    }

    /** The candidate that is on trial; while there is one, no other can be. */
    public Optional<TrialFigures> trial() {
        return trials.figures();
    }

    /** Gives up a candidate that was on trial. */
    public void withdraw(ServedModel candidate) {
        withdrawals.forEach(watcher -> watcher.accept(candidate));
        candidate.release();
    }

    /**
     * Tells of each candidate that was on trial and is given up, likewise.
     *
     * @return to be closed by whoever no longer listens
     */
    public Watch watchWithdrawals(Consumer<ServedModel> watcher) {
        withdrawals.add(watcher);
        return () -> withdrawals.remove(watcher);
    }

    /** Serves a snapshot from now on; one that no longer answers is closed when its last request has ended. */
    public void serve(ServedModel next) {
        serve(next, now -> now.with(next, kept));
    }

    /**
     * Serves what a trainer elsewhere answers with. Where that is no newer version, it went back, or began
     * anew: the versions that are not older are withdrawn.
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
     * Lets one version answer whoever names none, until {@link #unpin}.
     *
     * @param version 0 for the current one
     * @return the version that answers now
     */
    public synchronized long pin(long version) throws UnknownVersionException {
        ServedModel model = version == 0 ? line.requireCurrent() : line.require(version);
        replace(line.pinned(model));
        return model.version();
    }

    /**
     * Lets the newest version answer again.
     *
     * @return the version that answers now
     */
    public synchronized long unpin() throws UnknownVersionException {
        replace(line.unpinned(kept));
        return line.requireCurrent().version();
    }

    /**
     * Withdraws every version after one, and pins that one.
     *
     * @param version 0 for the one before the current
     * @return what changed
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

    /** Whether there is a snapshot to serve. */
    public boolean isReady() {
        return !line.isEmpty();
    }

    /** Whether an operator chose the current snapshot. */
    public boolean isPinned() {
        return line.isPinned();
    }

    /** Facts about the current snapshot, whose network may be closed at any moment; empty before the first. */
    public Optional<ServedModel> peek() {
        return line.current();
    }

    /** Facts about the newest snapshot, pinned or not, likewise. */
    public Optional<ServedModel> newest() {
        return line.newest();
    }

    /** Facts about all that can be named, oldest first, likewise. */
    public List<ServedModel> versions() {
        return line.models();
    }

    /** The current snapshot, kept open until the lease is closed; empty before the first. */
    public Optional<Lease> lease() {
        return leaseOf(ServedLine::current);
    }

    /** The newest snapshot, pinned or not, likewise. */
    public Optional<Lease> leaseNewest() {
        return leaseOf(ServedLine::newest);
    }

    /**
     * The snapshot of a version, likewise.
     *
     * @param version as a client writes it; empty for the current one
     * @return empty where that version does not answer
     */
    public Optional<Lease> lease(String version) {
        return leaseOf(now -> now.named(version));
    }

    /** What is to answer so many calls that name a version, or none: a candidate on trial takes its share of the latter. */
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
     * Tells of each promotion from now on, on the trainer's thread, which must not be held up.
     *
     * @return to be closed by whoever no longer listens
     */
    public Watch watch(Consumer<ServedModel> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /**
     * Runs something whenever other versions answer than before, or another is current: it must not take long.
     *
     * @return to be closed by whoever no longer listens
     */
    public Watch watchChanges(Runnable watcher) {
        changes.add(watcher);
        return () -> changes.remove(watcher);
    }

    /** Serves nothing any more. */
    @Override
    public synchronized void close() {
        replace(ServedLine.EMPTY);
    }

    /**
     * What a roll back did.
     *
     * @param serving the version that answers now
     * @param withdrawn the versions that no longer do
     */
    public record RolledBack(long serving, List<Long> withdrawn) {}

    /** Somebody who is told of promotions. */
    @FunctionalInterface
    public interface Watch extends AutoCloseable {

        @Override
        void close();
    }

    /** Use of a snapshot, by one thread. */
    public static final class Lease implements AutoCloseable {

        private final ServedModel model;

        public Lease(ServedModel model) {
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
