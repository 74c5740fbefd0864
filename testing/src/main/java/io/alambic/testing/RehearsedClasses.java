package io.alambic.testing;

import io.alambic.launch.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reports which classes a service loads when it rehearses its start, and whether they come from the archive. */
public final class RehearsedClasses {

    private static final String ARCHIVED = "source: shared objects file";
    private static final List<String> WHAT_ANSWERS_PROBES =
            List.of("org.eclipse.parsson.JsonWriterImpl", "io.netty.handler.codec.http.DefaultHttpRequest");

    private final List<String> loaded;

    private RehearsedClasses(List<String> loaded) {
        this.loaded = loaded;
    }

    /**
     * Rehearses the start of the service in {@code alambic.test.runner} in a JVM that uses the archive of its
     * classes. Records the archive first if this build has none.
     *
     * @param work an empty folder
     * @return the classes that the JVM loaded
     * @throws IOException with the output of the service if the rehearsal does not exit with code 0
     */
    public static RehearsedClasses of(Path work) throws IOException, InterruptedException {
        Path jar = Path.of(System.getProperty("alambic.test.runner"));
        ClassArchive.require(jar);
        Path loaded = work.resolve("loaded.log");
        Path output = work.resolve("output");
        int code = new ProcessBuilder(new Jvm(256)
                        .with("-Xlog:class+load:file=" + loaded)
                        .jar(jar, Map.of("alambic.rehearsal.seconds", "1"), List.of("rehearse")))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("the rehearsal ended with %d:%n%s".formatted(code, Files.readString(output)));
        }
        return new RehearsedClasses(Files.readAllLines(loaded).stream()
                .filter(line -> line.contains(" source: "))
                .toList());
    }

    /**
     * Returns which of these classes, and of those that answer probes, are not loaded from the archive.
     *
     * @param names of classes without which the service does not start
     */
    public List<String> missing(String... names) {
        return Stream.concat(Stream.of(names), WHAT_ANSWERS_PROBES.stream())
                .filter(name -> loaded.stream().noneMatch(line -> line.contains(" %s %s".formatted(name, ARCHIVED))))
                .toList();
    }

    /** Returns the share of all classes that is loaded from the archive, 0..1. */
    public double archivedShare() {
        return (double) loaded.stream().filter(line -> line.contains(ARCHIVED)).count() / loaded.size();
    }
}
