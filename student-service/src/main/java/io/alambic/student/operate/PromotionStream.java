package io.alambic.student.operate;

import io.alambic.student.grpc.OpenStreams;
import io.alambic.student.registry.ModelVersions;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.alambic.v1.WatchModelResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends promotions to one watching client, on the thread of the watchers. While the client does not read, only the newest
 * promotion is kept, so that a slow client costs nothing and the trainer never waits. Thread safe.
 */
final class PromotionStream implements OpenStreams.Stream {

    private final ServedModels models;
    private final ServerCallStreamObserver<WatchModelResponse> call;
    private final OpenStreams streams;
    private final Executor executor;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final List<ServedModels.Watch> watches = new ArrayList<>();
    private ServedModel told;
    private ServedModel withdrawn;
    private boolean changed;
    private boolean ended;

    /**
     * Creates a stream, which {@link #start} starts.
     *
     * @param executor sends what has happened
     */
    PromotionStream(
            ServedModels models,
            OpenStreams streams,
            Executor executor,
            ServerCallStreamObserver<WatchModelResponse> call) {
        this.models = models;
        this.streams = streams;
        this.executor = executor;
        this.call = call;
    }

    /**
     * Starts with the newest promotion.
     *
     * @throws io.grpc.StatusRuntimeException if too many streams are open
     */
    void start() {
        streams.add(this);
        call.setOnReadyHandler(this::schedule);
        call.setOnCancelHandler(this::close);
        watches.add(models.watch(promoted -> changed()));
        watches.add(models.watchWithdrawals(this::withdrawn));
        changed();
    }

    private void close() {
        watches.forEach(ServedModels.Watch::close);
        streams.remove(this);
    }

    @Override
    public void end() {
        close();
        synchronized (this) {
            if (!ended) {
                ended = true;
                call.onCompleted();
            }
        }
    }

    private void changed() {
        synchronized (this) {
            changed = true;
        }
        schedule();
    }

    private void withdrawn(ServedModel candidate) {
        synchronized (this) {
            withdrawn = candidate;
        }
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            executor.execute(() -> {
                scheduled.set(false);
                send();
            });
        }
    }

    private boolean isOpen() {
        return !ended && call.isReady() && !call.isCancelled();
    }

    private synchronized void send() {
        if (withdrawn != null && isOpen()) {
            call.onNext(WatchModelResponse.newBuilder()
                    .setWithdrawn(ModelVersions.of(withdrawn))
                    .build());
            withdrawn = null;
        }
        if (!changed || !isOpen()) {
            return;
        }
        changed = false;
        ServedModel newest = models.newest().orElse(told);
        if (newest == told) {
            return;
        }
        boolean serving = models.peek().filter(current -> current == newest).isPresent();
        call.onNext(WatchModelResponse.newBuilder()
                .setPromoted(ModelVersions.of(newest))
                .setServing(serving)
                .build());
        told = newest;
    }
}
