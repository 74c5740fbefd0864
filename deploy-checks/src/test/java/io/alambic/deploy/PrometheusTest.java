package io.alambic.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.alambic.testing.ExternalTool;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusTest {

    private static final String FOLDER = "deploy/prometheus/";
    private static final ExternalTool PROMTOOL = new ExternalTool(
            List.of("promtool", "--version"),
            "promtool was not found: install Prometheus (Debian's package is 'prometheus')");

    private final List<Rule> rules = Repository.yaml(Repository.path(FOLDER + "alambic.rules.yml"), Rules.class)
            .groups()
            .get(0)
            .rules();

    /** Prometheus' own tool: reads every file as Prometheus does, and runs the rules against their tests. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "check config prometheus.yml",
                "check rules alambic.rules.yml",
                "test rules alambic.rules.test.yml"
            })
    void promtoolAccepts(String command) throws Exception {
        // Given
        PROMTOOL.require();
        var promtool = new ProcessBuilder(("promtool " + command).split(" "))
                .directory(Repository.path(FOLDER).toFile())
                .redirectErrorStream(true);

        // When
        Process process = promtool.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertThat(process.waitFor()).as(output).isZero();
    }

    @Test
    void everyRuleReadsDocumentedSeries() {
        // Given
        Metrics metrics = Metrics.documented();

        // When
        var complaints = rules.stream().flatMap(rule -> metrics.complaints(rule.expr()).stream());

        // Then
        assertThat(complaints).isEmpty();
    }

    @Test
    void everyRuleIsTestedAndSaysWhatIsWrong() {
        // Given
        var tests = Repository.text(Repository.path(FOLDER + "alambic.rules.test.yml"));

        // When
        var alerts = rules.stream().map(Rule::alert).toList();

        // Then
        assertThat(alerts).doesNotHaveDuplicates().allMatch(alert -> tests.contains("alertname: " + alert));
        assertThat(rules).allSatisfy(rule -> {
            assertThat(rule.labels()).containsKey("severity");
            assertThat(rule.annotations()).containsKey("summary");
        });
    }

    @Test
    void prometheusScrapesTheServicesWhereComposeHasThem() {
        // Given
        var compose = Compose.read("docker-compose.yml").services();
        var prometheus = Repository.yaml(Repository.path(FOLDER + "prometheus.yml"), Prometheus.class);

        // When
        var targets = prometheus.scrapes().stream()
                .flatMap(scrape -> scrape.staticConfigs().stream())
                .flatMap(config -> config.targets().stream())
                .map(target -> target.split(":"))
                .toList();

        // Then
        assertThat(targets).hasSize(2).allSatisfy(target -> assertThat(
                        compose.get(target[0]).ports())
                .contains("127.0.0.1:%1$s:%1$s".formatted(target[1])));
        assertThat(prometheus.scrapes()).extracting(Scrape::metricsPath).containsOnly("/q/metrics");
    }

    record Rules(List<Group> groups) {}

    record Group(String name, List<Rule> rules) {}

    record Rule(
            String alert,
            String expr,
            @JsonProperty("for") String pending,
            Map<String, String> labels,
            Map<String, String> annotations) {}

    record Prometheus(
            Map<String, String> global,
            List<String> ruleFiles,
            @JsonProperty("scrape_configs") List<Scrape> scrapes) {}

    record Scrape(String jobName, String metricsPath, List<StaticConfig> staticConfigs, List<DnsConfig> dnsSdConfigs) {

        Scrape {
            staticConfigs = staticConfigs == null ? List.of() : staticConfigs;
        }
    }

    record DnsConfig(List<String> names, String type, int port) {}

    record StaticConfig(List<String> targets) {}
}
