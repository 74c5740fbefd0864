package io.alambic.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.kafka.RecordLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ComposeTest {

    private static final Pattern PINNED = Pattern.compile("[a-z0-9./-]+:v?\\d+\\.\\d+\\.\\d+(-gpu)?");
    private static final Set<String> SERVICES = Set.of("teacher-service", "student-service");

    private final Compose compose = Compose.read("docker-compose.yml");
    private final Compose gpu = Compose.read("docker-compose.gpu.yml");

    @Test
    void everyImageIsPinned() {
        // Given
        var images = compose.services().values().stream().map(Compose.Service::image);

        // When
        var floating =
                images.filter(image -> image == null || !PINNED.matcher(image).matches());

        // Then
        assertThat(floating).isEmpty();
    }

    @Test
    void everyFileAndVolumeNamedIsThere() {
        // Given
        var sources = compose.services().values().stream()
                .flatMap(service -> service.mounts().stream())
                .map(Compose.Mount::source)
                .filter(source -> !source.contains("${"));

        // When
        var missing = sources.filter(source -> source.startsWith("./")
                ? !Files.exists(Repository.path(source))
                : !compose.volumes().containsKey(source));

        // Then
        assertThat(missing).isEmpty();
    }

    @Test
    void everyNamedVolumeIsUsed() {
        // Given
        var used = compose.services().values().stream()
                .flatMap(service -> service.mounts().stream())
                .map(Compose.Mount::source)
                .toList();

        // When
        var declared = compose.volumes().keySet();

        // Then
        assertThat(used).containsAll(declared);
    }

    @Test
    void bothServicesAreBuiltFromTheirPackagedApplication() {
        for (String service : SERVICES) {
            // Given
            var build = compose.services().get(service).build();

            // When
            Path context = Repository.path(build.context()).normalize();

            // Then
            assertThat(context).isEqualTo(Repository.path(service + "/target/quarkus-app"));
            assertThat(context.resolve(build.dockerfile()).normalize()).isRegularFile();
        }
    }

    @Test
    void whatAServiceWaitsForExistsAndCanBeWaitedFor() {
        compose.services().forEach((name, service) -> {
            // Given
            Map<?, ?> conditions = service.dependsOn() instanceof Map<?, ?> map
                    ? map
                    : service.dependsOn() instanceof List<?> list
                            ? list.stream().collect(Collectors.toMap(each -> each, each -> Map.of()))
                            : Map.of();

            // When
            Collection<?> targets = conditions.keySet();

            // Then
            assertThat(compose.services().keySet()).as("targets of " + name).containsAll(cast(targets));
            conditions.forEach((target, condition) -> {
                if (Map.of("condition", "service_healthy").equals(condition)) {
                    assertThat(compose.services().get(target.toString()).healthcheck())
                            .as("health check of " + target)
                            .isNotNull();
                }
            });
        });
    }

    @Test
    void theBrokerTakesTheLargestRecordThatServicesSend() {
        // Given
        var environment = compose.services().get("kafka").environment();

        // When
        Map<String, String> limits = RecordLimits.DEFAULT.broker().entrySet().stream()
                .collect(Collectors.toMap(
                        limit -> "KAFKA_"
                                + limit.getKey().toUpperCase(Locale.ROOT).replace('.', '_'),
                        Map.Entry::getValue));

        // Then
        assertThat(environment).containsAllEntriesOf(limits);
    }

    @Test
    void servicesAreConfiguredThroughDocumentedSettingsOnly() {
        for (String service : SERVICES) {
            // Given
            var environment = compose.services().get(service).environment();

            // When
            var names = environment.keySet();

            // Then
            assertThat(Settings.environmentVariables()).containsAll(names);
        }
    }

    @Test
    void theReplicaIsTheStudentInAnotherModeAndStartsOnRequest() {
        // Given
        var student = compose.services().get("student-service");

        // When
        var replica = compose.services().get("student-serving");

        // Then
        assertThat(replica.image()).isEqualTo(student.image());
        assertThat(replica.profiles()).containsExactly("replica");
        assertThat(replica.ports()).doesNotContainAnyElementsOf(student.ports());
        assertThat(replica.environment()).containsEntry("ALAMBIC_STUDENT_MODE", "serving");
        assertThat(Settings.environmentVariables())
                .containsAll(replica.environment().keySet());
    }

    @Test
    void servicesReachTheBrokerOnAListenerThatItAdvertises() {
        // Given
        var advertised = compose.services().get("kafka").environment().get("KAFKA_ADVERTISED_LISTENERS");

        // When
        var used = compose.services().values().stream()
                .flatMap(service -> service.environment().entrySet().stream())
                .filter(entry -> entry.getKey().endsWith("BOOTSTRAP_SERVERS"))
                .map(Map.Entry::getValue)
                .toList();

        // Then
        assertThat(used).hasSize(4).allSatisfy(address -> assertThat(advertised).contains("//" + address));
    }

    @Test
    void nothingListensBeyondThisMachine() {
        // Given
        var services = compose.services().values();

        // When
        var ports = services.stream().flatMap(service -> service.ports().stream());

        // Then
        assertThat(ports).isNotEmpty().allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
    }

    @Test
    void theGpuVariantGivesEachServiceADeviceAndAnImageOfItsOwn() {
        // Given
        assertThat(gpu.services()).containsOnlyKeys(SERVICES);
        for (String name : SERVICES) {
            // When
            var service = gpu.services().get(name);

            // Then
            assertThat(service.image()).isEqualTo(compose.services().get(name).image() + "-gpu");
            assertThat(service.build().args()).containsEntry("RUNTIME", "gpu");
            assertThat(service.deploy().resources().reservations().devices())
                    .singleElement()
                    .satisfies(device -> assertThat(device.capabilities()).containsExactly("gpu"));
        }
    }

    private static Collection<String> cast(Collection<?> names) {
        return names.stream().map(Object::toString).toList();
    }
}
