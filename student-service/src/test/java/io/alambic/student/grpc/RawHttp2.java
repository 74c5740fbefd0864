package io.alambic.student.grpc;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client of HTTP/2 that does what no library lets a client do. */
final class RawHttp2 implements AutoCloseable {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int END_HEADERS = 4;
    private static final int INITIAL_WINDOW = 4;
    private static final int CANCEL = 8;
    private static final int FRAME = 16_384;

    private final Socket socket;
    private final DataOutputStream out;
    private boolean brokenOff;

    /** Connects; answers may have so many bytes until the client grants more, which it never does. */
    RawHttp2(int port, int window) throws IOException {
        socket = new Socket("localhost", port);
        out = new DataOutputStream(socket.getOutputStream());
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream settings = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(settings);
        fields.writeShort(INITIAL_WINDOW);
        fields.writeInt(window);
        frame(SETTINGS, 0, 0, settings.toByteArray());
        out.flush();
    }

    /** Sends a frame; once the server has closed the connection, nothing is sent. */
    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        try {
            send(type, flags, stream, payload);
        } catch (SocketException e) {
            brokenOff = true;
        }
    }

    private void send(int type, int flags, int stream, byte[] payload) throws IOException {
        if (brokenOff) {
            return;
        }
        out.writeByte(payload.length >> Short.SIZE);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
    }

    /** Begins a call of a method, such as {@code inference.GRPCInferenceService/ModelInfer}. */
    void begin(int stream, String method) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        header(block, ":method", "POST");
        header(block, ":scheme", "http");
        header(block, ":path", "/" + method);
        header(block, ":authority", "localhost");
        header(block, "content-type", "application/grpc");
        header(block, "te", "trailers");
        frame(HEADERS, END_HEADERS, stream, block.toByteArray());
        out.flush();
    }

    /** Writes a header as a literal that is not indexed. */
    private static void header(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        for (String text : new String[] {name, value}) {
            block.write(text.length());
            block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Sends the beginning of a message of a length. */
    void message(int stream, int length, byte[] beginning) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream prefixed = new DataOutputStream(bytes);
        prefixed.writeByte(0);
        prefixed.writeInt(length);
        prefixed.write(beginning);
        byte[] all = bytes.toByteArray();
        for (int from = 0; from < all.length; from += FRAME) {
            int size = Math.min(FRAME, all.length - from);
            byte[] payload = new byte[size];
            System.arraycopy(all, from, payload, 0, size);
            frame(DATA, 0, stream, payload);
        }
        out.flush();
    }

    /** Says that no more messages follow. */
    void end(int stream) throws IOException {
        frame(DATA, 1, stream, new byte[0]);
        out.flush();
    }

    void reset(int stream) throws IOException {
        frame(RESET, 0, stream, new byte[] {0, 0, 0, CANCEL});
        out.flush();
    }

    /** Reads whatever comes until the server closes the connection; returns whether it does within a time. */
    boolean isClosedWithin(int millis) throws IOException {
        if (brokenOff) {
            return true;
        }
        socket.setSoTimeout(millis);
        byte[] buffer = new byte[FRAME];
        try {
            InputStream in = socket.getInputStream();
            while (in.read(buffer) >= 0) {
                // Only the end is of interest.
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
