package io.alambic.deploy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The part of a kustomization that this repository uses; anything else is refused when a file is read.
 *
 * @param folder where it lies
 */
record Kustomization(Path folder, Content content) {

    static Kustomization read(String folder) {
        Path file = Repository.path(folder).resolve("kustomization.yaml");
        return new Kustomization(file.getParent(), Repository.yaml(file, Content.class));
    }

    Path resolve(String reference) {
        return folder.resolve(reference).normalize();
    }

    record Content(
            @JsonProperty("apiVersion") String apiVersion,
            String kind,
            List<Labels> labels,
            List<String> resources,
            List<Patch> patches,
            @JsonProperty("configMapGenerator") List<ConfigMap> configMaps,
            List<Image> images) {

        Content {
            patches = patches == null ? List.of() : patches;
            configMaps = configMaps == null ? List.of() : configMaps;
        }
    }

    record Labels(Map<String, String> pairs) {}

    record Patch(String path) {}

    record ConfigMap(String name, List<String> envs) {}

    record Image(String name, @JsonProperty("newTag") String newTag) {}
}
