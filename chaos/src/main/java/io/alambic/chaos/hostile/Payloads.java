package io.alambic.chaos.hostile;

import io.alambic.inference.ModelInferRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Bytes that take much more memory once they are read; made once, for all clients. */
final class Payloads {

    private static final int WINDOW = 1_000_000;
    private static final int BODY = 15 << 20;
    private static final int UNZIPPED_MIB = 200;

    /** A message of empty inputs, as large as may be sent at once. */
    static final byte[] INPUTS =
            repeated(new byte[0], new byte[] {ModelInferRequest.INPUTS_FIELD_NUMBER << 3 | 2, 0}, WINDOW);

    /** A body of empty inputs in JSON. */
    static final byte[] JSON = repeated(ascii("{\"inputs\": ["), ascii("{},"), BODY);

    /** A body of zeros, compressed. */
    static final byte[] ZIPPED = zipped();

    private Payloads() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] repeated(byte[] head, byte[] part, int bytes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(bytes);
        all.writeBytes(head);
        while (all.size() + part.length <= bytes) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] zipped() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(bytes)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < UNZIPPED_MIB; i++) {
                zip.write(zeros);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
