package io.alambic.chaos.hostile;

import com.google.protobuf.ByteString;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferRequestedOutputTensor;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a hostile client does on one connection; it ends with the connection. */
enum Attack {
    /** A message of few bytes that becomes many objects. */
    REQUEST_BOMB {
        @Override
        void strike(Target target) throws IOException {
            try (RawConnection connection = new RawConnection(target)) {
                connection.begin(0, 0);
                connection.message(0, Payloads.INPUTS.length, Payloads.INPUTS);
                connection.hold(HOLD_MS);
            }
        }
    },
    /** Answers that are asked for and not read. */
    SLOW_READER {
        @Override
        void strike(Target target) throws IOException {
            byte[] request = ModelInferRequest.newBuilder()
                    .setModelName("student")
                    .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                            .setName("image")
                            .setDatatype("FP32")
                            .addAllShape(List.of(64L, 1L, 8L, 8L)))
                    .addRawInputContents(ByteString.copyFrom(new byte[64 * 64 * Float.BYTES]))
                    .addOutputs(InferRequestedOutputTensor.newBuilder().setName("block1"))
                    .build()
                    .toByteArray();
            try (RawConnection connection = new RawConnection(target)) {
                for (int call = 0; call < 50; call++) {
                    connection.begin(call, 0);
                    connection.message(call, request.length, request);
                }
                connection.hold(HOLD_MS);
            }
        }
    },
    /** Requests that begin and do not end. */
    SLOW_WRITER {
        @Override
        void strike(Target target) throws IOException {
            try (RawConnection connection = new RawConnection(target)) {
                for (int call = 0; call < 20; call++) {
                    connection.begin(call, 0);
                    connection.message(call, 8 << 20, new byte[45 << 10]);
                }
                connection.hold(HOLD_MS);
            }
        }
    },
    /** Calls that are broken off at once. */
    RESETS {
        @Override
        void strike(Target target) throws IOException {
            try (RawConnection connection = new RawConnection(target)) {
                for (int call = 0; call < 5000; call++) {
                    connection.begin(call, 0);
                    connection.reset(call);
                }
                connection.hold(HOLD_MS);
            }
        }
    },
    /** Ten thousand calls at once. */
    STREAMS {
        @Override
        void strike(Target target) throws IOException {
            try (RawConnection connection = new RawConnection(target)) {
                for (int call = 0; call < 10_000; call++) {
                    connection.begin(call, 0);
                }
                connection.hold(HOLD_MS);
            }
        }
    },
    /** Calls whose headers are large. */
    METADATA {
        @Override
        void strike(Target target) throws IOException {
            try (RawConnection connection = new RawConnection(target)) {
                for (int call = 0; call < 100; call++) {
                    connection.begin(call, 15 << 10);
                }
                connection.hold(HOLD_MS);
            }
        }
    },
    /** A body of JSON that becomes many objects. */
    JSON_BOMB {
        @Override
        void strike(Target target) throws IOException {
            post(target, Payloads.JSON, "identity");
        }
    },
    /** A body of few bytes that decompresses to very many. */
    GZIP_BOMB {
        @Override
        void strike(Target target) throws IOException {
            post(target, Payloads.ZIPPED, "gzip");
        }
    };

    private static final int HOLD_MS = 2000;

    /** Does it once. An {@link IOException} means that the server closed the connection. */
    abstract void strike(Target target) throws IOException;

    private static void post(Target target, byte[] content, String coding) throws IOException {
        String head = "POST /v2/models/student/infer HTTP/1.1\r\nHost: student\r\nContent-Type: application/json\r\n"
                + "Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n".formatted(coding, content.length);
        Socket socket = target.openHttp();
        try {
            socket.setSoTimeout(HOLD_MS);
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(content);
            socket.getInputStream().read();
        } finally {
            target.release(socket);
        }
    }
}
