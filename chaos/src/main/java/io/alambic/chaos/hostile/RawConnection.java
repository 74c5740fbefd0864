package io.alambic.chaos.hostile;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A connection of HTTP/2 that reads nothing, grants nothing and keeps to no limit. Used by one thread. */
final class RawConnection implements AutoCloseable {

    static final String INFER = "/inference.GRPCInferenceService/ModelInfer";

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int INITIAL_WINDOW = 4;
    private static final int CANCEL = 8;
    private static final int FRAME = 16_384;
    private static final int LONGEST_SHORT_LENGTH = 127;
    private static final int CONTINUES = 0x80;

    private final AttackedStudent student;
    private final Socket socket;
    private final DataOutputStream out;

    /** Connects; the server may send no byte of an answer. */
    RawConnection(AttackedStudent student) throws IOException {
        this.student = student;
        socket = student.openGrpc();
        out = new DataOutputStream(socket.getOutputStream());
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream settings = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(settings);
        fields.writeShort(INITIAL_WINDOW);
        fields.writeInt(0);
        frame(SETTINGS, 0, 0, settings.toByteArray());
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream frame = new DataOutputStream(bytes);
        frame.writeByte(payload.length >> Short.SIZE);
        frame.writeShort(payload.length);
        frame.writeByte(type);
        frame.writeByte(flags);
        frame.writeInt(stream);
        frame.write(payload);
        out.write(bytes.toByteArray());
    }

    /**
     * Begins a call.
     *
     * @param number of the call on this connection, from 0
     * @param filler length of a header without meaning; 0 for none
     */
    void begin(int number, int filler) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        header(block, ":method", "POST");
        header(block, ":scheme", "http");
        header(block, ":path", INFER);
        header(block, ":authority", "hostile");
        header(block, "content-type", "application/grpc");
        header(block, "te", "trailers");
        if (filler > 0) {
            header(block, "filler", "x".repeat(filler));
        }
        frame(HEADERS, END_HEADERS, stream(number), block.toByteArray());
    }

    private static int stream(int number) {
        return 1 + 2 * number;
    }

    private static void header(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        text(block, name);
        text(block, value);
    }

    private static void text(ByteArrayOutputStream block, String text) {
        if (text.length() < LONGEST_SHORT_LENGTH) {
            block.write(text.length());
        } else {
            block.write(LONGEST_SHORT_LENGTH);
            int rest = text.length() - LONGEST_SHORT_LENGTH;
            for (; rest >= CONTINUES; rest >>= 7) {
                block.write(rest % CONTINUES + CONTINUES);
            }
            block.write(rest);
        }
        block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends the beginning of a message that says it has so many bytes. */
    void message(int number, int length, byte[] beginning) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream prefixed = new DataOutputStream(bytes);
        prefixed.writeByte(0);
        prefixed.writeInt(length);
        prefixed.write(beginning);
        byte[] all = bytes.toByteArray();
        for (int from = 0; from < all.length; from += FRAME) {
            byte[] payload = new byte[Math.min(FRAME, all.length - from)];
            System.arraycopy(all, from, payload, 0, payload.length);
            boolean isLast = from + payload.length == all.length && beginning.length == length;
            frame(DATA, isLast ? END_STREAM : 0, stream(number), payload);
        }
    }

    void reset(int number) throws IOException {
        frame(RESET, 0, stream(number), new byte[] {0, 0, 0, CANCEL});
    }

    /** Waits for the server to close the connection, reading what comes, but no longer than a time. */
    void hold(int millis) throws IOException {
        socket.setSoTimeout(millis);
        byte[] buffer = new byte[FRAME];
        try {
            int read = socket.getInputStream().read(buffer);
            while (read >= 0) {
                read = socket.getInputStream().read(buffer);
            }
        } catch (SocketTimeoutException e) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        student.release(socket);
    }
}
