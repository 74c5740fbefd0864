package io.alambic.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.launch.ServiceDefaults;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ImagesTest {

    private static final Pattern PINNED = Pattern.compile("FROM [a-z/-]+:\\S*\\d+\\.\\d+\\.\\d+\\S* AS [a-z]+");

    /** Instructions with their continuation lines joined, comments left out. */
    private final List<String> instructions = Repository.text(Repository.path("deploy/images/service.Dockerfile"))
            .replaceAll("(?m)^#.*\n", "")
            .replaceAll("\\\\\n\\s*", "")
            .lines()
            .filter(line -> !line.isBlank())
            .toList();

    @Test
    void everyBaseImageIsPinned() {
        // Given
        var bases = instructions("FROM");

        // When
        var foreign = bases.stream().filter(base -> !base.equals("FROM ${RUNTIME}"));

        // Then
        assertThat(foreign).hasSize(2).allMatch(PINNED.asMatchPredicate());
    }

    @Test
    void theServiceRunsAsAnUnprivilegedUser() {
        // Given
        var users = instructions("USER");

        // When
        String last = users.get(users.size() - 1);

        // Then
        assertThat(last).isEqualTo("USER 10001:10001");
    }

    @Test
    void theJvmItselfIsProcessOneAndGetsTheStopSignal() {
        // Given
        var entrypoints = instructions("ENTRYPOINT");

        // When
        String entrypoint = entrypoints.get(0);

        // Then
        assertThat(entrypoints).hasSize(1);
        assertThat(entrypoint).startsWith("ENTRYPOINT [\"java\"").endsWith("\"-jar\", \"/app/quarkus-run.jar\"]");
        assertThat(instructions("CMD")).isEmpty();
    }

    @Test
    void theClassArchiveIsRecordedByTheJvmThatUsesItAndWhereItIsLookedFor() {
        // Given
        String entrypoint = instructions("ENTRYPOINT").get(0);

        // When
        var recording = instructions("RUN").stream()
                .filter(run -> run.contains("-XX:ArchiveClassesAtExit=/app/classes.jsa"))
                .filter(run -> run.contains("/app/quarkus-run.jar rehearse"))
                .toList();

        // Then
        assertThat(recording).hasSize(1);
        assertThat(entrypoint).contains("-XX:SharedArchiveFile=/app/classes.jsa");
    }

    @Test
    void thePackagedApplicationIsCopiedWhole() {
        // Given
        var copies = instructions("COPY").stream().filter(copy -> !copy.contains("--from="));

        // When
        var sources = copies.map(copy -> copy.split(" ")[1]);

        // Then
        assertThat(sources).containsExactly("lib/", "quarkus/", "app/", "quarkus-run.jar");
    }

    @Test
    void theCudaLibraryIsTheVersionThatTheBuildUses() {
        // Given
        String pom = Repository.text(Repository.path("pom.xml"));

        // When
        String version = pom.replaceAll("(?s).*<pytorch.version>(.*?)</pytorch.version>.*", "$1");

        // Then
        assertThat(instructions).anyMatch(line -> line.startsWith("FROM pytorch/pytorch:" + version + "-cuda12.8"));
        assertThat(instructions).anyMatch(line -> line.contains("PYTORCH_VERSION=" + version + " "));
    }

    @Test
    void theImageStartsServicesWithTheJvmOptionsOfTheCommand() {
        // Given
        String options = environment().get("JDK_JAVA_OPTIONS");
        String entrypoint = instructions("ENTRYPOINT").get(0);

        // Then
        assertThat(options).contains(ServiceDefaults.SERIAL_GC, ServiceDefaults.FIRST_COMPILER_ONLY);
        assertThat(ServiceDefaults.THREAD_PRIORITIES)
                .allSatisfy(option -> assertThat(entrypoint).contains('"' + option + '"'));
        assertThat(entrypoint).contains("-XX:SharedArchiveFile=/app/" + ServiceDefaults.CLASS_ARCHIVE);
    }

    @Test
    void theImageKeepsNativeMemoryAsTheCommandDoes() {
        assertThat(environment())
                .containsAllEntriesOf(ServiceDefaults.ALLOCATOR)
                .matches(all -> all.keySet().stream()
                                .filter(name -> name.startsWith("MALLOC_"))
                                .count()
                        == ServiceDefaults.ALLOCATOR.size());
    }

    @Test
    void theLauncherRecordsTheClassArchiveThatTheCommandLooksFor() {
        // Given
        String launcher = Repository.text(Repository.path("alambic"));

        // Then
        assertThat(launcher)
                .contains("-XX:ArchiveClassesAtExit=$app/" + ServiceDefaults.CLASS_ARCHIVE)
                .contains("\"$java\" -Xmx256m " + ServiceDefaults.SERIAL_GC)
                .doesNotContain("MALLOC_");
    }

    /** The variables that are set for the service itself. */
    private Map<String, String> environment() {
        return Pattern.compile("([A-Z_]+)=(\"[^\"]*\"|\\S+)")
                .matcher(instructions("ENV").get(instructions("ENV").size() - 1))
                .results()
                .collect(Collectors.toMap(
                        found -> found.group(1), found -> found.group(2).replace("\"", "")));
    }

    private List<String> instructions(String name) {
        return instructions.stream().filter(line -> line.startsWith(name + " ")).toList();
    }
}
