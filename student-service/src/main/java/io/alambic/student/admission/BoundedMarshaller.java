package io.alambic.student.admission;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.student.admission.RequestMemory.Reservation;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads messages of one type within the memory for requests: looks at the bytes of a message before it makes objects of
 * them. Thread safe.
 */
final class BoundedMarshaller<T extends Message> implements Marshaller<Received<T>> {

    private final T prototype;
    private final RequestMemory memory;
    private final int maxMessageBytes;

    /**
     * Creates a marshaller.
     *
     * @param prototype any message of the type
     * @param maxMessageBytes what a compressed message may have at most, which the transport checks
     */
    BoundedMarshaller(T prototype, RequestMemory memory, int maxMessageBytes) {
        this.prototype = prototype;
        this.memory = memory;
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public Received<T> parse(InputStream stream) {
        try (Reservation reservation = memory.reserve(size(stream))) {
            byte[] bytes = bytes(stream);
            reservation.grow(MessageScan.memory(bytes, prototype.getDescriptorForType()));
            return new Received.Read<>(message(bytes));
        } catch (StatusRuntimeException e) {
            return new Received.Refused<>(e);
        } catch (IOException e) {
            return new Received.Refused<>(Status.INVALID_ARGUMENT
                    .withDescription("the request is no %s: %s"
                            .formatted(prototype.getDescriptorForType().getName(), e.getMessage()))
                    .asRuntimeException());
        }
    }

    private int size(InputStream stream) throws IOException {
        return stream instanceof KnownLength ? stream.available() : maxMessageBytes;
    }

    private static byte[] bytes(InputStream stream) throws IOException {
        if (!(stream instanceof KnownLength)) {
            return stream.readAllBytes();
        }
        byte[] bytes = new byte[stream.available()];
        if (stream.readNBytes(bytes, 0, bytes.length) < bytes.length) {
            throw new EOFException("it ends early");
        }
        return bytes;
    }

    @SuppressWarnings("unchecked") // the parser of a message reads messages of its type
    private T message(byte[] bytes) throws InvalidProtocolBufferException {
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
        in.enableAliasing(true);
        T message = (T) prototype.getParserForType().parseFrom(in);
        in.checkLastTagWas(0);
        return message;
    }

    @Override
    public InputStream stream(Received<T> received) {
        throw new UnsupportedOperationException("requests are only read here");
    }
}
