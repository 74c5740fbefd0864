package io.alambic.teacher.model;

import io.alambic.inference.ModelInferRequest;
import io.alambic.testing.ExternalTool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The Python server of the test sources, as a process. It ends when this closes its input. */
final class PythonServer implements AutoCloseable {

    private static final String PYTHON = "/usr/bin/python3";

    /** Debian's Python with gRPC. */
    static final ExternalTool TOOL =
            ExternalTool.pythonModule(PYTHON, "grpc, google.protobuf", "python3-grpcio, with python3-protobuf");

    private static final Path SCRIPT = Path.of("src", "test", "python", "inference_server.py");

    private final Process process;
    private final int port;

    private PythonServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static PythonServer start(Path folder) throws IOException {
        Path descriptor = Files.write(
                folder.resolve("protocol"),
                ModelInferRequest.getDescriptor().getFile().toProto().toByteArray());
        Process process = new ProcessBuilder(PYTHON, SCRIPT.toString(), descriptor.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return new PythonServer(process, Integer.parseInt(reader.readLine()));
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroy();
    }
}
