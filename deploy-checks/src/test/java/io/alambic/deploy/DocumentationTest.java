package io.alambic.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentationTest {

    private static final Pattern CODE = Pattern.compile("```.*?```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");

    @Test
    void everyLinkToAFileLeadsToOne() {
        // Given
        var inFolders = Stream.of("docs", "deploy", "examples", "proto/released")
                .flatMap(folder -> Repository.files(folder).stream());
        var atTheRoot = Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
                .map(Repository::path);
        var pages = Stream.concat(inFolders, atTheRoot)
                .filter(file -> file.toString().endsWith(".md"))
                .toList();

        // When
        List<String> dead = pages.stream()
                .flatMap(page -> links(page)
                        .filter(link -> !Files.exists(page.resolveSibling(link)))
                        .map(link -> Repository.ROOT.relativize(page) + " → " + link))
                .toList();

        // Then
        assertThat(pages).hasSizeGreaterThan(10);
        assertThat(dead).isEmpty();
    }

    @Test
    void everyAlertIsExplained() {
        // Given
        var explanations = Repository.text(Repository.path("deploy/README.md"));

        // When
        var alerts = Repository.text(Repository.path("deploy/prometheus/alambic.rules.yml"))
                .lines()
                .filter(line -> line.contains("- alert: "))
                .map(line -> line.replaceFirst(".*: ", ""));

        // Then
        assertThat(alerts).isNotEmpty().allMatch(alert -> explanations.contains("`" + alert + "`"));
    }

    @Test
    void theDecisionRecordsAreListed() {
        // Given
        Path folder = Repository.path("docs/adr");

        // When
        var records = Repository.files("docs/adr").stream()
                .map(file -> folder.relativize(file).toString())
                .filter(name -> !name.equals("README.md"));

        // Then
        assertThat(links(folder.resolve("README.md"))).containsExactlyElementsOf(records.toList());
    }

    private static Stream<String> links(Path page) {
        return LINK.matcher(CODE.matcher(Repository.text(page)).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.contains("://"));
    }
}
