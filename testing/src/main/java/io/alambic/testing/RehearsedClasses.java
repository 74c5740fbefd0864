package io.alambic.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where a service has its classes from, once a JVM has watched it rehearse its start. */
public final class RehearsedClasses {

    private static final String ARCHIVED = "source: shared objects file";
    private static final List<String> WHAT_ANSWERS_PROBES =
            List.of("org.eclipse.parsson.JsonWriterImpl", "io.netty.handler.codec.http.DefaultHttpRequest");

    private final List<String> loaded;

    private RehearsedClasses(List<String> loaded) {
        this.loaded = loaded;
    }

    /**
     * Rehearses the start of the service in {@code alambic.test.runner} with a JVM that writes an archive, and again
     * with one that reads it.
     *
     * @param work an empty folder
     * @return the classes that the second loads
     * @throws IOException with what was written, where a rehearsal does not end with 0
     */
    public static RehearsedClasses of(Path work) throws IOException, InterruptedException {
        Path archive = work.resolve("classes.jsa");
        Path loaded = work.resolve("loaded.log");
        rehearse(work, "-XX:ArchiveClassesAtExit=" + archive);
        rehearse(work, "-XX:SharedArchiveFile=" + archive, "-Xlog:class+load:file=" + loaded);
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

    /** Part of all classes that is taken from the archive, 0..1. */
    public double archivedShare() {
        return (double) loaded.stream().filter(line -> line.contains(ARCHIVED)).count() / loaded.size();
    }

    private static void rehearse(Path work, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-Dai.djl.offline=true", "-Dalambic.rehearsal.seconds=1"));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", System.getProperty("alambic.test.runner"), "rehearse"));
        Path output = work.resolve("output");
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("the rehearsal ended with %d:%n%s".formatted(code, Files.readString(output)));
        }
    }
}
