package io.alambic.cli;

import io.alambic.datasets.DataSets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The locations of Alambic's files on this machine.
 *
 * @param root the root of the repository, as the launcher found it
 * @param cache folder for data sets and trained teachers, which can be recreated but take time
 */
public record Home(Path root, Path cache) {

    private static final String RUNNER = "target/quarkus-app/quarkus-run.jar";
    private static final String TOOLS = "tools/target/alambic-tools.jar";

    /** Reads the system property {@code alambic.home}; defaults to the current folder. */
    public static Home find(Map<String, String> environment) {
        Path root =
                Path.of(System.getProperty("alambic.home", "")).toAbsolutePath().normalize();
        return new Home(root, DataSets.folder(environment));
    }

    /** Returns the default work folder of a run. */
    public Path defaultWork() {
        return root.resolve(".alambic");
    }

    /** Returns the archive of the packaged offline commands. */
    public Path tools() {
        return built("tools", root.resolve(TOOLS));
    }

    /** Returns the runner archive of a packaged service. */
    public Path service(String module) {
        return built(module, root.resolve(module).resolve(RUNNER));
    }

    private static Path built(String module, Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new UserError("%s is not built: %s is missing; ./alambic builds it.".formatted(module, jar));
        }
        return jar;
    }
}
