package io.alambic.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Describes the engine's first GPU. */
final class Gpu {

    private Gpu() {}

    /** Returns name and driver from {@code nvidia-smi}; "gpu" where that tool is missing. */
    static String name() {
        try {
            Process tool = new ProcessBuilder(
                            "nvidia-smi", "--id=0", "--query-gpu=name,driver_version", "--format=csv,noheader")
                    .start();
            String line = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return tool.waitFor() == 0 && !line.isEmpty() ? line.replace(", ", ", driver ") : "gpu";
        } catch (IOException e) {
            return "gpu";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "gpu";
        }
    }
}
