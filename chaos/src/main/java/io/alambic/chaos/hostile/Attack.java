package io.alambic.chaos.hostile;

import io.alambic.chaos.cluster.BlackImages;
import io.alambic.inference.ModelInferRequest.InferRequestedOutputTensor;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What a hostile client does on one connection; it ends with the connection. */
enum Attack {
    /** A message of few bytes that becomes many objects. */
    REQUEST_BOMB {
        @Override
        void strike(AttackedStudent student) throws IOException {
            try (RawConnection connection = new RawConnection(student)) {
                connection.begin(0, 0);
                connection.message(0, Payloads.INPUTS.length, Payloads.INPUTS);
                connection.hold(HOLD_MS);
            }
        }
    },
    /** Answers that are asked for and not read. */
    SLOW_READER {
        @Override
        void strike(AttackedStudent student) throws IOException {
            byte[] request = BlackImages.of(64)
                    .addOutputs(InferRequestedOutputTensor.newBuilder().setName("block1"))
                    .build()
                    .toByteArray();
            try (RawConnection connection = new RawConnection(student)) {
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
        void strike(AttackedStudent student) throws IOException {
            try (RawConnection connection = new RawConnection(student)) {
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
        void strike(AttackedStudent student) throws IOException {
            try (RawConnection connection = new RawConnection(student)) {
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
        void strike(AttackedStudent student) throws IOException {
            try (RawConnection connection = new RawConnection(student)) {
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
        void strike(AttackedStudent student) throws IOException {
            try (RawConnection connection = new RawConnection(student)) {
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
        void strike(AttackedStudent student) throws IOException {
            post(student, Payloads.JSON, "identity");
        }
    },
    /** A body of few bytes that decompresses to very many. */
    GZIP_BOMB {
        @Override
        void strike(AttackedStudent student) throws IOException {
            post(student, Payloads.ZIPPED, "gzip");
        }
    };

    private static final int HOLD_MS = 2000;

    /** Does it once. An {@link IOException} means that the server closed the connection. */
    abstract void strike(AttackedStudent student) throws IOException;

    private static void post(AttackedStudent student, byte[] content, String coding) throws IOException {
        String head = "POST /v2/models/student/infer HTTP/1.1\r\nHost: student\r\nContent-Type: application/json\r\n"
                + "Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n".formatted(coding, content.length);
        Socket socket = student.openHttp();
        try {
            socket.setSoTimeout(HOLD_MS);
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(content);
            socket.getInputStream().read();
        } finally {
            student.release(socket);
        }
    }
}
