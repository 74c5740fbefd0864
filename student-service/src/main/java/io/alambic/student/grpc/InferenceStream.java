package io.alambic.student.grpc;

import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelStreamInferResponse;
import io.alambic.student.admission.ClientMemory;
import io.alambic.student.inference.InferenceApi;
import io.alambic.student.inference.ResponseHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A streaming gRPC call: its requests are answered in order. Several requests are computed at once, so that they can
 * share a batch. Reads no further request while the client does not read its responses. Thread safe.
 */
final class InferenceStream implements StreamObserver<ModelInferRequest>, OpenStreams.Stream {

    private static final int WINDOW = 32;

    private final InferenceApi api;
    private final ServerCallStreamObserver<ModelStreamInferResponse> call;
    private final OpenStreams streams;
    private final Object client = ClientMemory.client();
    private final Deque<Slot> slots = new ArrayDeque<>();
    private int readable;
    private boolean halfClosed;
    private boolean ended;

    /** Must be created on the thread that received the call. */
    InferenceStream(InferenceApi api, OpenStreams streams, ServerCallStreamObserver<ModelStreamInferResponse> call) {
        this.api = api;
        this.streams = streams;
        this.call = call;
    }

    /** Begins to read requests. */
    InferenceStream start() {
        streams.add(this);
        call.setOnCancelHandler(() -> streams.remove(this));
        call.setOnReadyHandler(this::read);
        call.disableAutoRequest();
        call.request(WINDOW);
        return this;
    }

    /** Answers the requests that have been read, then ends the call. */
    @Override
    public void end() {
        onCompleted();
    }

    @Override
    public void onNext(ModelInferRequest request) {
        Slot slot = new Slot(request.getId());
        synchronized (this) {
            slots.add(slot);
        }
        api.infer(request, slot);
    }

    @Override
    public synchronized void onCompleted() {
        halfClosed = true;
        send();
    }

    @Override
    public synchronized void onError(Throwable reason) {
        ended = true;
    }

    private synchronized void filled(Slot slot, ModelStreamInferResponse response) {
        slot.response = response;
        send();
    }

    private void send() {
        while (!ended && !slots.isEmpty() && slots.getFirst().response != null) {
            call.onNext(slots.removeFirst().response);
            readable++;
        }
        if (!ended && halfClosed && slots.isEmpty()) {
            ended = true;
            streams.remove(this);
            call.onCompleted();
        }
        read();
    }

    private synchronized void read() {
        if (readable > 0 && !ended && call.isReady()) {
            call.request(readable);
            readable = 0;
        }
    }

    /** Place of one response in the order. */
    private final class Slot implements ResponseHandler {

        private final String id;
        private ModelStreamInferResponse response;

        Slot(String id) {
            this.id = id;
        }

        @Override
        public Object client() {
            return client;
        }

        @Override
        public Optional<Status> gone() {
            return call.isCancelled() ? Optional.of(Status.CANCELLED) : Optional.empty();
        }

        @Override
        public void answered(ModelInferResponse answer) {
            filled(
                    this,
                    ModelStreamInferResponse.newBuilder()
                            .setInferResponse(answer)
                            .build());
        }

        @Override
        public void refused(StatusRuntimeException reason) {
            Status status = reason.getStatus();
            String text = status.getDescription() == null
                    ? status.getCode().name()
                    : status.getCode() + ": " + status.getDescription();
            filled(
                    this,
                    ModelStreamInferResponse.newBuilder()
                            .setErrorMessage(text)
                            .setInferResponse(ModelInferResponse.newBuilder().setId(id))
                            .build());
        }
    }
}
