package io.alambic.student.admission;

import io.alambic.student.admission.Received.Read;
import io.alambic.student.admission.Received.Refused;
import io.grpc.ServerCall;

/** Hands on what a client does, until a message of it is refused: then the service sees its call cancelled. */
final class AdmittedListener<ReqT> extends ServerCall.Listener<Received<ReqT>> {

    private final AdmittedCall<ReqT, ?> call;
    private final ServerCall.Listener<ReqT> service;

    AdmittedListener(AdmittedCall<ReqT, ?> call, ServerCall.Listener<ReqT> service) {
        this.call = call;
        this.service = service;
    }

    @Override
    public void onMessage(Received<ReqT> received) {
        if (call.isRefused()) {
            return;
        }
        if (received instanceof Read<ReqT> read) {
            service.onMessage(read.message());
        } else if (received instanceof Refused<ReqT> refused) {
            call.refuse(refused.reason());
            service.onCancel();
        }
    }

    @Override
    public void onHalfClose() {
        if (!call.isRefused()) {
            service.onHalfClose();
        }
    }

    @Override
    public void onCancel() {
        if (!call.isRefused()) {
            service.onCancel();
        }
    }

    @Override
    public void onComplete() {
        if (!call.isRefused()) {
            service.onComplete();
        }
    }

    @Override
    public void onReady() {
        call.drained();
        if (!call.isRefused()) {
            service.onReady();
        }
    }
}
