package io.alambic.student.grpc;

import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.List;

/** Reads messages in gzip and deflate, and answers a call in the coding of its requests. */
final class MessageCompression implements ServerInterceptor {

    private static final List<Codec> CODECS = List.of(new Codec.Gzip(), new DeflateCodec());
    private static final Metadata.Key<String> CODING =
            Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);

    /** Returns the codings that can be read, for either end. */
    static DecompressorRegistry readable() {
        DecompressorRegistry readable = DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false);
        for (Codec codec : CODECS) {
            readable = readable.with(codec, true);
        }
        return readable;
    }

    /** Returns the codings that can be written, for either end. */
    static CompressorRegistry writable() {
        CompressorRegistry writable = CompressorRegistry.newEmptyInstance();
        writable.register(Codec.Identity.NONE);
        CODECS.forEach(writable::register);
        return writable;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String coding = headers.get(CODING);
        if (coding != null) {
            call.setCompression(coding);
        }
        return next.startCall(call, headers);
    }
}
