package io.alambic.student.grpc;

import io.grpc.Codec;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** The coding {@code deflate} of messages, which the library lacks: data in zlib's format. */
final class DeflateCodec implements Codec {

    @Override
    public String getMessageEncoding() {
        return "deflate";
    }

    @Override
    public InputStream decompress(InputStream message) {
        return new InflaterInputStream(message);
    }

    @Override
    public OutputStream compress(OutputStream message) {
        return new DeflaterOutputStream(message);
    }
}
