package io.alambic.student.grpc;

import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.stream.Collectors;

/** Refuses, with a sentence, the calls of the inference service that other servers have and this one has not. */
final class UnknownCalls extends HandlerRegistry {

    private static final Status REFUSAL =
            Status.UNIMPLEMENTED.withDescription(GRPCInferenceServiceGrpc.getServiceDescriptor().getMethods().stream()
                    .map(MethodDescriptor::getBareMethodName)
                    .sorted()
                    .collect(Collectors.joining(", ", "this call is not offered; this server has ", "")));

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String method, String authority) {
        if (!GRPCInferenceServiceGrpc.SERVICE_NAME.equals(MethodDescriptor.extractFullServiceName(method))) {
            return null;
        }
        MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNKNOWN)
                .setFullMethodName(method)
                .setRequestMarshaller(Unread.MESSAGE)
                .setResponseMarshaller(Unread.MESSAGE)
                .build();
        return ServerMethodDefinition.create(descriptor, (call, headers) -> {
            call.close(REFUSAL, new Metadata());
            return new ServerCall.Listener<>() {};
        });
    }

    /** Nothing is read of the requests. */
    private enum Unread implements MethodDescriptor.Marshaller<byte[]> {
        MESSAGE;

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    }
}
