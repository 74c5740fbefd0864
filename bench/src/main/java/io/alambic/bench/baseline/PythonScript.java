package io.alambic.bench.baseline;

import io.alambic.cli.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A script that computes with PyTorch in a Python process of its own, which closing ends. It prints a line when it is
 * ready, and may then answer lines with lines. Used by one thread.
 */
public final class PythonScript implements AutoCloseable {

    /** The environment's choice, else Debian's, whose packages the documentation names. */
    private static final String PYTHON = System.getenv().getOrDefault("ALAMBIC_PYTHON", "/usr/bin/python3");

    /**
     * Succeeds where PyTorch is installed and multiplies matrices with a tuned library: Debian's package uses whichever
     * BLAS is installed, and the reference implementation is a tenth as fast.
     */
    public static final List<String> PROBE = List.of(PYTHON, "-c", """
            import re, sys, torch
            own = "BLAS_INFO=generic" not in torch.__config__.show()
            sys.exit(0 if own or re.search("openblas|blis|mkl", open("/proc/self/maps").read()) else 1)
            """);

    /** What to install for {@link #PROBE} to succeed. */
    public static final String MISSING =
            PYTHON + " has no PyTorch with a tuned BLAS (Debian: python3-torch and libopenblas0-pthread)";

    private static final String ALLOCATOR = "MALLOC_";

    private final Process process;
    private final BufferedReader answers;
    private final Writer requests;
    private final String ready;

    /**
     * Starts a script in the environment of a user, without the allocator's settings of the services (ADR 20).
     *
     * @param script a resource beside this class
     * @param work folder for the script's copy
     * @param threads that linear algebra may take, at least 1
     * @param arguments of the script
     * @throws UserError if it does not start
     */
    public PythonScript(String script, Path work, int threads, List<String> arguments)
            throws IOException, InterruptedException {
        if (new ProcessBuilder(PROBE).start().waitFor() != 0) {
            throw new UserError(MISSING + ".");
        }
        Path copy = Files.createDirectories(work).resolve(script);
        try (InputStream source = PythonScript.class.getResourceAsStream(script)) {
            Files.write(copy, source.readAllBytes());
        }
        List<String> line = new ArrayList<>(List.of(PYTHON, copy.toString()));
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("OPENBLAS_NUM_THREADS", Integer.toString(threads));
        builder.environment().keySet().removeIf(name -> name.startsWith(ALLOCATOR));
        this.process = builder.start();
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.requests = process.outputWriter(StandardCharsets.UTF_8);
        this.ready = answers.readLine();
        if (ready == null) {
            process.destroyForcibly();
            throw new UserError("%s cannot run %s; the documentation of the bench names the packages that it needs."
                    .formatted(PYTHON, script));
        }
    }

    /** Returns the line that it printed when it was ready. */
    public String ready() {
        return ready;
    }

    /**
     * Sends a line and returns the answer.
     *
     * @throws IOException if it has ended
     */
    public String answer(String line) throws IOException {
        requests.write(line);
        requests.write(System.lineSeparator());
        requests.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the script has ended");
        }
        return answer;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            requests.close();
            answers.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
