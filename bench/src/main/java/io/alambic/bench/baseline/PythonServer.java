package io.alambic.bench.baseline;

import ai.djl.ndarray.NDArray;
import io.alambic.cli.UserError;
import io.alambic.core.model.TrainableNetwork;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs the student behind a server in Python, in a process that closing ends. */
public final class PythonServer implements AutoCloseable {

    private final PythonScript script;

    /**
     * Starts the server.
     *
     * @param protos folder of the protocol's definition
     * @param work folder for what the script needs and makes
     * @param largestPass most samples of a pass that requests share
     * @throws UserError if it does not start
     */
    public PythonServer(Path protos, Path work, TrainableNetwork student, int largestPass)
            throws IOException, InterruptedException {
        Path weights = Files.createDirectories(work).resolve("weights");
        write(student, weights);
        script = new PythonScript(
                "serving_server.py",
                work,
                1,
                List.of(protos.toString(), work.toString(), weights.toString(), Integer.toString(largestPass)));
    }

    /** Layer by layer, little-endian. */
    private static void write(TrainableNetwork student, Path file) throws IOException {
        try (OutputStream out = new FileOutputStream(file.toFile())) {
            for (NDArray weight : student.snapshot().values()) {
                float[] values = weight.toFloatArray();
                ByteBuffer bytes =
                        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(values);
                out.write(bytes.array());
            }
        }
    }

    /** Returns host and port. */
    public String address() {
        return script.ready();
    }

    @Override
    public void close() {
        script.close();
    }
}
