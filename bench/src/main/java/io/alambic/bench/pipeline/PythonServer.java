package io.alambic.bench.pipeline;

import ai.djl.ndarray.NDArray;
import io.alambic.cli.UserError;
import io.alambic.core.model.Network;
import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The student behind a server in Python, in a process that closing ends. */
final class PythonServer implements AutoCloseable {

    private static final String SCRIPT = "serving_server.py";
    private static final String READY = "ready ";

    private final Process process;
    private final BufferedReader answers;
    private final String address;

    /**
     * Starts the server.
     *
     * @param protos folder of the protocol's definition
     * @param work folder for what the script needs and makes
     * @param largestPass most samples of a pass that requests share
     * @throws UserError if it does not start
     */
    PythonServer(Path protos, Path work, Network student, int largestPass) throws IOException {
        Path script = Files.createDirectories(work).resolve(SCRIPT);
        try (InputStream source = PythonServer.class.getResourceAsStream(SCRIPT)) {
            Files.write(script, source.readAllBytes());
        }
        Path weights = work.resolve("weights");
        write(student, weights);
        process = new ProcessBuilder(
                        PythonLoop.PYTHON,
                        script.toString(),
                        protos.toString(),
                        work.toString(),
                        weights.toString(),
                        Integer.toString(largestPass))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        String line = answers.readLine();
        if (line == null || !line.startsWith(READY)) {
            process.destroyForcibly();
            throw new UserError(
                    "%s cannot run %s; it needs PyTorch and gRPC (Debian: python3-torch, python3-grpcio, python3-grpc-tools)."
                            .formatted(PythonLoop.PYTHON, SCRIPT));
        }
        address = line.substring(READY.length());
    }

    /** Layer by layer, little-endian. */
    private static void write(Network student, Path file) throws IOException {
        try (OutputStream out = new FileOutputStream(file.toFile())) {
            for (NDArray weight : student.weights().values()) {
                float[] values = weight.toFloatArray();
                ByteBuffer bytes =
                        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(values);
                out.write(bytes.array());
            }
        }
    }

    /** Host and port. */
    String address() {
        return address;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            answers.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
