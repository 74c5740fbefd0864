package io.alambic.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Runs a tool of this machine for the line that it prints. */
final class ToolOutput {

    private ToolOutput() {}

    /**
     * Returns what it prints, without white space around it; empty where it is missing or fails.
     *
     * @param folder in which it runs
     */
    static String of(Path folder, String... command) {
        try {
            Process tool = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return tool.waitFor() == 0 ? output : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
