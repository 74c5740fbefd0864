package io.alambic.datasets.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A jar of a Maven repository, downloaded by the Maven program from where that is told to look.
 *
 * @param maven the Maven program
 * @param group of the artefact
 * @param name of the artefact
 * @param version of the artefact
 */
public record MavenArtifact(String maven, String group, String name, String version) {

    private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy";

    /**
     * Writes the jar, without what it depends on, into a folder.
     *
     * @throws IOException if Maven is missing or fails; the message says why in a few words
     */
    public Path copyInto(Path folder) throws IOException, InterruptedException {
        String wanted = "%s:%s:%s".formatted(group, name, version);
        new Download(
                        maven,
                        List.of(
                                "-q",
                                "-B",
                                COPY,
                                "-Dartifact=" + wanted,
                                "-DoutputDirectory=" + folder.toAbsolutePath()),
                        "[ERROR]")
                .run(folder);
        Path jar = folder.resolve("%s-%s.jar".formatted(name, version));
        if (!Files.isRegularFile(jar)) {
            throw new IOException("%s delivered no %s".formatted(maven, wanted));
        }
        return jar;
    }
}
