package io.alambic.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What the engine's first device is. */
final class Gpu {

    private Gpu() {}

    /** Name and driver as NVIDIA's tool says; "gpu" where there is no such tool. */
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
