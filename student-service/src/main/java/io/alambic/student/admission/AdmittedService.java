package io.alambic.student.admission;

import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the bounds in front of a gRPC service: its requests are read within {@link RequestMemory}, and its answers count as
 * {@link ClientMemory} until they have been sent.
 */
public final class AdmittedService {

    private final RequestMemory memory;
    private final int maxMessageBytes;

    /**
     * Creates the bounds of the services of one server.
     *
     * @param maxMessageBytes largest request
     */
    public AdmittedService(RequestMemory memory, int maxMessageBytes) {
        this.memory = memory;
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Returns the service behind the bounds. */
    public ServerServiceDefinition of(ServerServiceDefinition service) {
        List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
        for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
            methods.add(admitted(method));
        }
        ServiceDescriptor original = service.getServiceDescriptor();
        ServiceDescriptor.Builder descriptor =
                ServiceDescriptor.newBuilder(original.getName()).setSchemaDescriptor(original.getSchemaDescriptor());
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder admitted = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(admitted::addMethod);
        return admitted.build();
    }

    private <ReqT, RespT> ServerMethodDefinition<?, RespT> admitted(ServerMethodDefinition<ReqT, RespT> method) {
        Marshaller<ReqT> marshaller = method.getMethodDescriptor().getRequestMarshaller();
        if (marshaller instanceof PrototypeMarshaller<ReqT> known
                && known.getMessagePrototype() instanceof Message prototype) {
            return admitted(method, prototype);
        }
        throw new IllegalArgumentException("the requests of %s are no protobuf messages"
                .formatted(method.getMethodDescriptor().getFullMethodName()));
    }

    @SuppressWarnings("unchecked") // the prototype is a message of the method's requests
    private <ReqT, T extends Message, RespT> ServerMethodDefinition<Received<T>, RespT> admitted(
            ServerMethodDefinition<ReqT, RespT> method, Message prototype) {
        ServerMethodDefinition<T, RespT> typed = (ServerMethodDefinition<T, RespT>) method;
        MethodDescriptor<T, RespT> original = typed.getMethodDescriptor();
        MethodDescriptor<Received<T>, RespT> bounded = original.toBuilder(
                        new BoundedMarshaller<>((T) prototype, memory, maxMessageBytes),
                        original.getResponseMarshaller())
                .build();
        return ServerMethodDefinition.create(bounded, new Handler<>(original, typed.getServerCallHandler()));
    }

    /** Hands messages that were read on to the service, and closes calls whose message was refused. */
    private record Handler<ReqT, RespT>(MethodDescriptor<ReqT, RespT> method, ServerCallHandler<ReqT, RespT> service)
            implements ServerCallHandler<Received<ReqT>, RespT> {

        @Override
        public ServerCall.Listener<Received<ReqT>> startCall(ServerCall<Received<ReqT>, RespT> call, Metadata headers) {
            AdmittedCall<ReqT, RespT> admitted = new AdmittedCall<>(method, call, CallMemory.current());
            return new AdmittedListener<>(admitted, service.startCall(admitted, headers));
        }
    }
}
