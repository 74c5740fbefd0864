package io.alambic.student.http;

import io.alambic.student.admission.RequestMemory.Reservation;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** How a body is compressed: the header {@code Content-Encoding}. */
enum ContentCoding {
    IDENTITY {
        @Override
        InputStream open(byte[] body) {
            return new ByteArrayInputStream(body);
        }

        @Override
        OutputStream compress(OutputStream body) {
            return body;
        }
    },
    GZIP {
        @Override
        InputStream open(byte[] body) throws IOException {
            return new GZIPInputStream(new ByteArrayInputStream(body), BUFFER);
        }

        @Override
        OutputStream compress(OutputStream body) throws IOException {
            return new GZIPOutputStream(body, BUFFER);
        }
    },
    DEFLATE {
        @Override
        InputStream open(byte[] body) {
            return new InflaterInputStream(new ByteArrayInputStream(body), new Inflater(!hasZlibHeader(body)), BUFFER);
        }

        @Override
        OutputStream compress(OutputStream body) {
            return new DeflaterOutputStream(body);
        }
    };

    private static final int BUFFER = 8 << 10;
    private static final String WEIGHT = "q=";
    private static final int ZLIB_METHOD = 8;
    private static final int ZLIB_CHECK = 31;

    abstract InputStream open(byte[] body) throws IOException;

    abstract OutputStream compress(OutputStream body) throws IOException;

    /** Returns the name of the coding in a header. */
    String header() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the coding that a header names; empty if it is none of these. */
    static Optional<ContentCoding> of(String header) {
        String name = header == null || header.isBlank() ? IDENTITY.name() : header.strip();
        for (ContentCoding coding : values()) {
            String upper = name.toUpperCase(Locale.ROOT);
            if (coding.name().equals(upper) || ("X-" + coding.name()).equals(upper)) {
                return Optional.of(coding);
            }
        }
        return Optional.empty();
    }

    /** Returns the coding that a client likes best: the header {@code Accept-Encoding}, which may be null. */
    static ContentCoding accepted(String header) {
        ContentCoding best = IDENTITY;
        float highest = 0;
        for (String choice : header == null ? new String[0] : header.split(",")) {
            String[] parts = choice.split(";", 2);
            Optional<ContentCoding> coding = parts[0].isBlank() ? Optional.empty() : of(parts[0]);
            float weight = parts.length < 2 ? 1 : weight(parts[1].strip());
            if (coding.isPresent() && weight > highest) {
                best = coding.get();
                highest = weight;
            }
        }
        return best;
    }

    private static float weight(String parameter) {
        try {
            return parameter.startsWith(WEIGHT) ? Float.parseFloat(parameter.substring(WEIGHT.length())) : 1;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Returns the body compressed. */
    byte[] encode(byte[] body) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = compress(compressed)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    /** Some clients send the bare data where the standard wants zlib's header before it. */
    private static boolean hasZlibHeader(byte[] body) {
        return body.length > 1
                && (body[0] & 0x0f) == ZLIB_METHOD
                && (Byte.toUnsignedInt(body[0]) << Byte.SIZE | Byte.toUnsignedInt(body[1])) % ZLIB_CHECK == 0;
    }

    /**
     * Returns the body as it was before it was compressed. It is decompressed twice, at first only to know its length, so that a
     * body that is too large takes no memory.
     *
     * @param maxBytes most bytes of it
     * @param reservation grows by what it takes
     * @throws io.grpc.StatusRuntimeException if it is larger, or is not compressed like this
     */
    byte[] decode(byte[] body, long maxBytes, Reservation reservation) {
        if (this == IDENTITY) {
            return body;
        }
        try {
            int length = length(body, maxBytes);
            reservation.grow(length);
            try (InputStream in = open(body)) {
                return in.readNBytes(length);
            }
        } catch (IOException e) {
            throw Malformed.because("the request is not compressed as %s: %s", header(), e.getMessage());
        }
    }

    private int length(byte[] body, long maxBytes) throws IOException {
        byte[] buffer = new byte[BUFFER];
        int length = 0;
        try (InputStream in = open(body)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (length + read > maxBytes) {
                    throw Status.INVALID_ARGUMENT
                            .withDescription(
                                    "the request has more than %,d bytes once it is decompressed".formatted(maxBytes))
                            .asRuntimeException();
                }
                length += read;
            }
        }
        return length;
    }
}
