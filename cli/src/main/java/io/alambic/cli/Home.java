package io.alambic.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where things lie on this machine.
 *
 * @param root the repository, as the launcher found it
 * @param cache what may be had again but takes time: data sets and trained teachers
 */
public record Home(Path root, Path cache) {

    private static final String RUNNER = "target/quarkus-app/quarkus-run.jar";

    /**
     * Reads the system property {@code alambic.home} (else the current folder), and {@code
     * XDG_CACHE_HOME} (else {@code ~/.cache}).
     */
    public static Home find(Map<String, String> environment) {
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path caches = xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        Path root =
                Path.of(System.getProperty("alambic.home", "")).toAbsolutePath().normalize();
        return new Home(root, caches.resolve("alambic").toAbsolutePath());
    }

    /** Where a run keeps its files unless told otherwise. */
    public Path defaultWork() {
        return root.resolve(".alambic");
    }

    /** The runner of a packaged service. */
    public Path service(String module) {
        Path jar = root.resolve(module).resolve(RUNNER);
        if (!Files.isRegularFile(jar)) {
            throw new UserError("%s is not built: %s is missing; ./alambic builds it.".formatted(module, jar));
        }
        return jar;
    }
}
