package io.alambic.student.admission;

import com.google.protobuf.MessageLite;
import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.SecurityLevel;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * A call whose requests are checked before they are read. Counts answers that wait for the client. Once it is refused,
 * whatever the service does with it has no effect. Thread safe.
 */
final class AdmittedCall<ReqT, RespT> extends ServerCall<ReqT, RespT> {

    private final MethodDescriptor<ReqT, RespT> method;
    private final ServerCall<Received<ReqT>, RespT> call;
    private final CallMemory memory;
    private boolean closed;
    private volatile boolean refused;

    AdmittedCall(MethodDescriptor<ReqT, RespT> method, ServerCall<Received<ReqT>, RespT> call, CallMemory memory) {
        this.method = method;
        this.call = call;
        this.memory = memory;
    }

    /** Ends the call with the reason why a request was not read; does nothing if the call has ended. */
    synchronized void refuse(StatusRuntimeException reason) {
        refused = true;
        if (!closed) {
            closed = true;
            call.close(reason.getStatus(), new Metadata());
        }
    }

    boolean isRefused() {
        return refused;
    }

    /** Reports that the client has read nearly all answers so far. */
    void drained() {
        memory.answersSent();
    }

    @Override
    public void request(int messages) {
        call.request(messages);
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
        if (!closed) {
            call.sendHeaders(headers);
        }
    }

    @Override
    public synchronized void sendMessage(RespT message) {
        if (closed) {
            return;
        }
        call.sendMessage(message);
        boolean streams = !method.getType().serverSendsOneMessage();
        if (streams && call.isReady()) {
            memory.answersSent();
        } else {
            memory.answerWaits(((MessageLite) message).getSerializedSize());
        }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
        if (!closed) {
            closed = true;
            call.close(status, trailers);
        }
    }

    @Override
    public boolean isReady() {
        return call.isReady();
    }

    @Override
    public boolean isCancelled() {
        return refused || call.isCancelled();
    }

    @Override
    public void setMessageCompression(boolean enabled) {
        call.setMessageCompression(enabled);
    }

    @Override
    public void setCompression(String compressor) {
        call.setCompression(compressor);
    }

    @Override
    public void setOnReadyThreshold(int bytes) {
        call.setOnReadyThreshold(bytes);
    }

    @Override
    public SecurityLevel getSecurityLevel() {
        return call.getSecurityLevel();
    }

    @Override
    public Attributes getAttributes() {
        return call.getAttributes();
    }

    @Override
    public String getAuthority() {
        return call.getAuthority();
    }

    @Override
    public MethodDescriptor<ReqT, RespT> getMethodDescriptor() {
        return method;
    }
}
