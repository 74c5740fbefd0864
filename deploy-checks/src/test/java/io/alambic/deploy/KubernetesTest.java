package io.alambic.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class KubernetesTest {

    private final Kustomization base = Kustomization.read("deploy/kubernetes/base");
    private final Kustomization gpu = Kustomization.read("deploy/kubernetes/gpu");
    private final List<HasMetadata> objects = base.content().resources().stream()
            .flatMap(resource -> Manifests.read(base.resolve(resource)).stream())
            .toList();

    @Test
    void aFieldThatTheApiDoesNotKnowIsRefused() {
        // Given
        Object misspelt = new Yaml().load("""
                        apiVersion: apps/v1
                        kind: Deployment
                        spec: {template: {spec: {containers: [{name: teacher, readynessProbe: {}}]}}}
                        """);

        // When
        var reading = assertThatThrownBy(() -> Manifests.read(misspelt));

        // Then
        reading.hasMessageContaining("readynessProbe");
    }

    @Test
    void everyFileIsPartOfAKustomization() {
        for (Kustomization kustomization : List.of(base, gpu)) {
            // Given
            var content = kustomization.content();

            // When
            var named = Stream.of(
                            content.resources().stream(),
                            content.patches().stream().map(Kustomization.Patch::path),
                            content.configMaps().stream().flatMap(map -> map.envs().stream()),
                            Stream.of("kustomization.yaml"))
                    .flatMap(each -> each)
                    .map(kustomization::resolve)
                    .toList();

            // Then
            assertThat(named).allMatch(Files::exists);
            assertThat(named)
                    .filteredOn(Files::isRegularFile)
                    .containsExactlyInAnyOrderElementsOf(Repository.files(
                            Repository.ROOT.relativize(kustomization.folder()).toString()));
        }
    }

    @Test
    void everyObjectHasANameOfItsOwn() {
        // Given
        var names = objects.stream()
                .map(object -> object.getKind() + " " + object.getMetadata().getName());

        // When
        List<String> listed = names.toList();

        // Then
        assertThat(listed)
                .doesNotHaveDuplicates()
                .contains(
                        "Deployment alambic-teacher",
                        "StatefulSet alambic-student",
                        "Deployment alambic-student-serving");
    }

    @Test
    void selectorsFindThePodsThatTheyAreMeantFor() {
        // Given
        List<Map<String, String>> podLabels =
                pods().stream().map(pod -> pod.getMetadata().getLabels()).toList();

        // When
        var selectors = Stream.of("teacher.yaml", "student.yaml", "student-serving.yaml")
                .flatMap(file -> Repository.documents(base.resolve(file)).stream())
                .map(document -> (Map<?, ?>) ((Map<?, ?>) document).get("spec"))
                .map(spec -> (Map<?, ?>) spec.get("selector"))
                .filter(Objects::nonNull)
                .map(selector ->
                        selector.containsKey("matchLabels") ? (Map<?, ?>) selector.get("matchLabels") : selector)
                .toList();

        // Then
        assertThat(selectors).hasSize(7).allSatisfy(selector -> assertThat(podLabels)
                .anyMatch(labels -> labels.entrySet().containsAll(selector.entrySet())));
    }

    @Test
    void everyProbeAsksAPortThatTheContainerOpens() {
        for (Container container : containers()) {
            // Given
            Set<Object> open = container.getPorts().stream()
                    .flatMap(port -> Stream.<Object>of(port.getName(), port.getContainerPort()))
                    .collect(Collectors.toSet());

            // When
            List<Object> asked = Stream.of(
                            container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())
                    .map(KubernetesTest::port)
                    .toList();

            // Then
            assertThat(open).containsAll(asked);
        }
    }

    @Test
    void containersOpenThePortsThatTheServicesListenOn() {
        // Given
        var configuration = Repository.text(Repository.path("docs/configuration.md"));

        // When
        var ports = containers().stream()
                .collect(Collectors.toMap(Container::getName, container -> container.getPorts().stream()
                        .map(ContainerPort::getContainerPort)
                        .toList()));

        // Then
        assertThat(configuration)
                .contains("| `quarkus.http.port` | `8081` teacher, `8082` student |")
                .contains("| `alambic.student.grpc.port` | `9000` |");
        assertThat(ports)
                .isEqualTo(Map.of(
                        "teacher",
                        List.of(8081),
                        "student",
                        List.of(8082, 9000),
                        "student-serving",
                        List.of(8082, 9000)));
    }

    @Test
    void servicesAndScrapesReachAPortThatAContainerOpens() {
        for (PodTemplateSpec pod : pods()) {
            // Given
            var open = pod.getSpec().getContainers().get(0).getPorts();
            var name = pod.getMetadata().getLabels().get("app.kubernetes.io/name");

            // When
            var service = objects.stream()
                    .filter(Service.class::isInstance)
                    .map(Service.class::cast)
                    .filter(each -> each.getMetadata().getName().equals(name))
                    .findFirst()
                    .orElseThrow();

            // Then
            assertThat(service.getSpec().getPorts()).hasSameSizeAs(open).allSatisfy(port -> assertThat(open)
                    .anyMatch(each -> each.getName().equals(port.getTargetPort().getStrVal())
                            && each.getContainerPort().equals(port.getPort())));
            assertThat(pod.getMetadata().getAnnotations())
                    .containsEntry("prometheus.io/path", "/q/metrics")
                    .containsEntry(
                            "prometheus.io/port", open.get(0).getContainerPort().toString());
        }
    }

    @Test
    void replicasAreScaledByAnAutoscalerThatFindsThem() {
        // Given
        var deployment = only(Deployment.class, "alambic-student-serving");

        // When
        var scaler =
                only(HorizontalPodAutoscaler.class, "alambic-student-serving").getSpec();
        var budget = only(PodDisruptionBudget.class, "alambic-student-serving").getSpec();

        // Then
        assertThat(scaler.getScaleTargetRef().getName())
                .isEqualTo(deployment.getMetadata().getName());
        assertThat(scaler.getScaleTargetRef().getKind()).isEqualTo(deployment.getKind());
        assertThat(scaler.getMinReplicas()).isBetween(2, scaler.getMaxReplicas());
        assertThat(deployment.getSpec().getReplicas())
                .as("which an apply would reset")
                .isNull();
        assertThat(deployment
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getResources()
                        .getRequests())
                .containsKey("cpu");
        assertThat(budget.getSelector()).isEqualTo(deployment.getSpec().getSelector());
    }

    private <T extends HasMetadata> T only(Class<T> type, String name) {
        return objects.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyMountHasAVolumeAndEveryVolumeAMount() {
        for (HasMetadata object : objects) {
            for (PodTemplateSpec pod : Manifests.pods(object)) {
                // Given
                List<String> volumes = new ArrayList<>();
                pod.getSpec().getVolumes().stream().map(Volume::getName).forEach(volumes::add);
                if (object instanceof StatefulSet set) {
                    set.getSpec().getVolumeClaimTemplates().stream()
                            .map(claim -> claim.getMetadata().getName())
                            .forEach(volumes::add);
                }

                // When
                var mounts = pod.getSpec().getContainers().get(0).getVolumeMounts();

                // Then
                assertThat(mounts).extracting(VolumeMount::getName).containsExactlyInAnyOrderElementsOf(volumes);
            }
        }
    }

    @Test
    void everyClaimThatAPodUsesIsThere() {
        // Given
        var claims = objects.stream()
                .filter(PersistentVolumeClaim.class::isInstance)
                .map(claim -> claim.getMetadata().getName())
                .toList();

        // When
        var used = pods().stream()
                .flatMap(pod -> pod.getSpec().getVolumes().stream())
                .map(Volume::getPersistentVolumeClaim)
                .filter(Objects::nonNull)
                .map(claim -> claim.getClaimName());

        // Then
        assertThat(used).containsExactlyElementsOf(claims);
    }

    @Test
    void settingsAreDocumentedAndEveryConfigMapIsRead() {
        // Given
        var maps = base.content().configMaps();

        // When
        var settings = maps.stream()
                .flatMap(map -> map.envs().stream())
                .flatMap(file -> Manifests.environment(base.resolve(file)).keySet().stream());

        // Then
        assertThat(settings).isNotEmpty().allMatch(Settings.environmentVariables()::contains);
        assertThat(containers().stream()
                        .flatMap(container -> container.getEnvFrom().stream())
                        .map(source -> source.getConfigMapRef().getName())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        maps.stream().map(Kustomization.ConfigMap::name).toList());
    }

    @Test
    void settingsThatAreFoldersNameMountedVolumes() {
        // Given
        var mounts = containers().stream()
                .flatMap(container -> container.getVolumeMounts().stream())
                .map(VolumeMount::getMountPath)
                .toList();

        // When
        var folders = base.content().configMaps().stream()
                .flatMap(map -> map.envs().stream())
                .flatMap(file -> Manifests.environment(base.resolve(file)).entrySet().stream())
                .map(Map.Entry::getValue)
                .filter(value -> value.startsWith("/"));

        // Then
        assertThat(folders).hasSize(2).allMatch(mounts::contains);
    }

    @Test
    void imagesAreThoseThatComposeBuilds() {
        // Given
        var built = Compose.read("docker-compose.yml").services().values().stream()
                .map(Compose.Service::image)
                .filter(image -> image.startsWith("alambic/"))
                .distinct()
                .toList();

        // When
        var used = base.content().images().stream().map(image -> image.name() + ":" + image.newTag());

        // Then
        assertThat(used).containsExactlyInAnyOrderElementsOf(built);
        assertThat(containers()).extracting(Container::getImage).allSatisfy(image -> assertThat(
                        base.content().images())
                .anyMatch(each -> each.name().equals(image)));
        assertThat(gpu.content().images())
                .extracting(image -> image.name() + ":" + image.newTag())
                .containsExactlyInAnyOrderElementsOf(
                        built.stream().map(image -> image + "-gpu").toList());
    }

    @Test
    void containersRunWithoutPrivileges() {
        for (PodTemplateSpec pod : pods()) {
            // Given
            var container = pod.getSpec().getContainers().get(0);

            // When
            var security = container.getSecurityContext();

            // Then
            assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(10001L);
            assertThat(security.getAllowPrivilegeEscalation()).isFalse();
            assertThat(security.getReadOnlyRootFilesystem()).isTrue();
            assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
        }
    }

    @Test
    void theGpuOverlayGivesEachContainerOfTheBaseADevice() {
        // Given
        var bases = objects.stream()
                .filter(object -> !Manifests.pods(object).isEmpty())
                .map(KubernetesTest::containerOf)
                .toList();

        // When
        var patches = gpu.content().patches().stream()
                .flatMap(patch -> Manifests.read(gpu.resolve(patch.path())).stream())
                .toList();

        // Then
        assertThat(gpu.content().resources()).extracting(gpu::resolve).containsExactly(base.folder());
        assertThat(patches).extracting(KubernetesTest::containerOf).containsExactlyInAnyOrderElementsOf(bases);
        assertThat(patches).allSatisfy(patch -> assertThat(Manifests.pods(patch)
                        .get(0)
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getResources()
                        .getLimits())
                .containsEntry("nvidia.com/gpu", new Quantity("1")));
    }

    private List<PodTemplateSpec> pods() {
        return objects.stream()
                .flatMap(object -> Manifests.pods(object).stream())
                .toList();
    }

    private List<Container> containers() {
        return pods().stream()
                .flatMap(pod -> pod.getSpec().getContainers().stream())
                .toList();
    }

    /** Kind, name and container of a workload: what a patch is matched by. */
    private static String containerOf(HasMetadata object) {
        return "%s %s %s"
                .formatted(
                        object.getKind(),
                        object.getMetadata().getName(),
                        Manifests.pods(object)
                                .get(0)
                                .getSpec()
                                .getContainers()
                                .get(0)
                                .getName());
    }

    private static Object port(Probe probe) {
        if (probe.getGrpc() != null) {
            return probe.getGrpc().getPort();
        }
        IntOrString port = probe.getHttpGet().getPort();
        return port.getStrVal() != null ? port.getStrVal() : port.getIntVal();
    }
}
