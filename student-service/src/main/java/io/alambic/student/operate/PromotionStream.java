package io.alambic.student.operate;

import io.alambic.student.grpc.OpenStreams;
import io.alambic.student.registry.ModelVersions;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.alambic.v1.WatchModelResponse;
import io.grpc.stub.ServerCallStreamObserver;

/**
 * Sends promotions to one watching client. While the client does not read, only the newest promotion is kept, so that
 * a slow client costs nothing and the trainer never waits. Thread safe.
 */
final class PromotionStream implements OpenStreams.Stream {

    private final ServedModels models;
    private final ServerCallStreamObserver<WatchModelResponse> call;
    private final OpenStreams streams;
    private final ServedModels.Watch watch;
    private final ServedModels.Watch withdrawals;
    private ServedModel told;
    private ServedModel withdrawn;
    private boolean changed;
    private boolean ended;

    /** Creates a stream, which {@link #start} starts. */
    PromotionStream(ServedModels models, OpenStreams streams, ServerCallStreamObserver<WatchModelResponse> call) {
        this.models = models;
        this.streams = streams;
        this.call = call;
        this.watch = models.watch(promoted -> changed());
        this.withdrawals = models.watchWithdrawals(this::withdrawn);
    }

    /** Starts with the newest promotion. */
    void start() {
        call.setOnReadyHandler(this::send);
        call.setOnCancelHandler(this::close);
        streams.add(this);
        changed();
    }

    private void close() {
        watch.close();
        withdrawals.close();
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

    private synchronized void changed() {
        changed = true;
        send();
    }

    private synchronized void withdrawn(ServedModel candidate) {
        withdrawn = candidate;
        send();
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
