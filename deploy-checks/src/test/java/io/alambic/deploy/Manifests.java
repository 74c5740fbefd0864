package io.alambic.deploy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Kubernetes objects, read into the API's own types; a field that the API does not know is an error. */
final class Manifests {

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "apps/v1 Deployment", Deployment.class,
            "apps/v1 StatefulSet", StatefulSet.class,
            "autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class,
            "v1 Service", Service.class,
            "v1 PersistentVolumeClaim", PersistentVolumeClaim.class);

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new NoRoomForUnknownFields())
            .build();

    private Manifests() {}

    /** The objects of a file. */
    static List<HasMetadata> read(Path file) {
        return Repository.documents(file).stream().map(Manifests::read).toList();
    }

    /** @param document fields of one object */
    static HasMetadata read(Object document) {
        Map<?, ?> fields = (Map<?, ?>) document;
        String kind = fields.get("apiVersion") + " " + fields.get("kind");
        if (!KINDS.containsKey(kind)) {
            throw new IllegalArgumentException("no type is known here for " + kind);
        }
        return STRICT.convertValue(document, KINDS.get(kind));
    }

    /** The pods of a workload; nothing for other objects. */
    static List<PodTemplateSpec> pods(HasMetadata object) {
        if (object instanceof Deployment deployment) {
            return List.of(deployment.getSpec().getTemplate());
        }
        if (object instanceof StatefulSet set) {
            return List.of(set.getSpec().getTemplate());
        }
        return List.of();
    }

    /** Settings of an env file, comments left out. */
    static Map<String, String> environment(Path file) {
        Map<String, String> settings = new TreeMap<>();
        Repository.text(file)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> {
                    int equals = line.indexOf('=');
                    settings.put(line.substring(0, equals), line.substring(equals + 1));
                });
        return settings;
    }

    /** The models keep unknown fields in a map; without it they are refused. */
    private static final class NoRoomForUnknownFields extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }
}
