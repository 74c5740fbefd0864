package io.alambic.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class GrafanaTest {

    private static final String PROVISIONING = "deploy/grafana/provisioning/";
    private static final int COLUMNS = 24;

    private final JsonNode dashboard =
            Repository.json(Repository.path("deploy/grafana/dashboards/alambic.json"), JsonNode.class);
    private final List<JsonNode> panels = children(dashboard.path("panels")).toList();

    @Test
    void everyPanelReadsDocumentedSeries() {
        // Given
        Metrics metrics = Metrics.documented();

        // When
        var complaints = expressions().flatMap(expression -> metrics.complaints(expression).stream());

        // Then
        assertThat(complaints).isEmpty();
    }

    @Test
    void everyDataSourceIsProvisioned() {
        // Given
        var sources = Repository.yaml(Repository.path(PROVISIONING + "datasources/prometheus.yml"), DataSources.class);

        // When
        var used = dashboard.findValues("datasource");

        // Then
        assertThat(used).hasSizeGreaterThan(shown().size()).allSatisfy(source -> assertThat(sources.datasources())
                .anyMatch(each -> each.uid().equals(source.path("uid").asText())
                        && each.type().equals(source.path("type").asText())));
    }

    @Test
    void prometheusIsWhereComposeHasIt() {
        // Given
        var sources = Repository.yaml(Repository.path(PROVISIONING + "datasources/prometheus.yml"), DataSources.class);

        // When
        String url = sources.datasources().get(0).url();

        // Then
        assertThat(Compose.read("docker-compose.yml")
                        .services()
                        .get("prometheus")
                        .ports())
                .containsExactly("127.0.0.1:9090:9090");
        assertThat(url).isEqualTo("http://prometheus:9090");
    }

    @Test
    void theDashboardIsProvisionedFromWhereComposeMountsIt() {
        // Given
        var providers = Repository.yaml(Repository.path(PROVISIONING + "dashboards/alambic.yml"), Providers.class);

        // When
        var folder = providers.providers().get(0).options().get("path");

        // Then
        assertThat(Compose.read("docker-compose.yml").services().get("grafana").mounts())
                .contains(new Compose.Mount("./deploy/grafana/dashboards", folder));
    }

    @Test
    void panelsHaveIdsAndPlacesOfTheirOwn() {
        // Given
        Set<String> taken = new HashSet<>();

        // When
        var ids = panels.stream().map(panel -> panel.path("id").asInt()).toList();

        // Then
        assertThat(ids).isNotEmpty().doesNotHaveDuplicates().doesNotContain(0);
        assertThat(panels).allSatisfy(panel -> {
            JsonNode place = panel.path("gridPos");
            int right = place.path("x").asInt() + place.path("w").asInt();
            assertThat(right).isLessThanOrEqualTo(COLUMNS);
            for (int x = place.path("x").asInt(); x < right; x++) {
                for (int y = 0; y < place.path("h").asInt(); y++) {
                    assertThat(taken.add(x + "," + (place.path("y").asInt() + y)))
                            .as("a free place for panel %s", panel.path("title"))
                            .isTrue();
                }
            }
        });
    }

    @Test
    void everyPanelHasATitleAUnitAndQueriesOfItsOwn() {
        // Given the panels

        // Then
        assertThat(shown()).isNotEmpty().allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                    .as("unit of %s", panel.path("title"))
                    .isNotBlank();
            assertThat(panel.path("targets").findValuesAsText("refId"))
                    .isNotEmpty()
                    .doesNotHaveDuplicates();
        });
    }

    private List<JsonNode> shown() {
        return panels.stream()
                .filter(panel -> !panel.path("type").asText().equals("row"))
                .toList();
    }

    private Stream<String> expressions() {
        return Stream.concat(
                panels.stream()
                        .flatMap(panel -> children(panel.path("targets")))
                        .map(target -> target.path("expr").asText()),
                children(dashboard.at("/templating/list"))
                        .map(variable -> variable.at("/query/query").asText())
                        .map(query -> query.replaceFirst("^label_values\\((.*), *(\\w+)\\)$", "group by ($2) ($1)")));
    }

    private static Stream<JsonNode> children(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }

    @JsonNaming(LowerCamelCaseStrategy.class)
    record DataSources(int apiVersion, List<DataSource> datasources) {}

    @JsonNaming(LowerCamelCaseStrategy.class)
    record DataSource(
            String name,
            String uid,
            String type,
            String access,
            String url,
            boolean isDefault,
            Map<String, String> jsonData) {}

    @JsonNaming(LowerCamelCaseStrategy.class)
    record Providers(int apiVersion, List<Provider> providers) {}

    @JsonNaming(LowerCamelCaseStrategy.class)
    record Provider(String name, String type, boolean allowUiUpdates, Map<String, String> options) {}
}
