package io.alambic.mapping.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.alambic.mapping.RegistryUnavailableException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The schemas of a registry, each with those that it needs. Thread safe.
 *
 * @param settings of the registry
 * @param calls to it
 */
record Registry(RegistrySettings settings, RegistryCalls calls) {

    private static final int MOST_REFERENCES = 200;

    /** A schema, and where those are that it needs. */
    private record Found(String text, JsonNode references) {}

    /** What is gathered for one schema. */
    private record Gathering(long end, Set<String> seen, Map<String, String> texts) {}

    /**
     * Returns a schema.
     *
     * @throws IOException if the registry does not have it
     * @throws RegistryUnavailableException if it does not answer
     */
    SchemaText schema(SchemaId id) throws IOException {
        Gathering gathering = new Gathering(calls.end(), new HashSet<>(), new LinkedHashMap<>());
        Found found = found(path(id), path(id) + "/references", gathering.end())
                .orElseThrow(() -> new IOException("the registry knows no schema of %s".formatted(id)));
        gather(found.references(), gathering);
        return new SchemaText(id.toString(), found.text(), gathering.texts());
    }

    private static String path(SchemaId id) {
        return switch (id.kind()) {
                    case NUMBER -> "/schemas/ids/";
                    case GUID -> "/schemas/guids/";
                    case GLOBAL -> "/ids/globalIds/";
                    case CONTENT -> "/ids/contentIds/";
                }
                + id.value();
    }

    private Optional<Found> found(String path, String ofReferences, long end) {
        if (settings.kind() != RegistryKind.CONFLUENT) {
            return calls.get(path, end)
                    .map(body -> new Found(
                            new String(body, StandardCharsets.UTF_8),
                            calls.getJson(ofReferences, end).orElse(null)));
        }
        return calls.getJson(path, end).map(answer -> {
            if (!answer.path("schema").isTextual()) {
                throw calls.away("its answer has no schema");
            }
            return new Found(answer.path("schema").asText(), answer.path("references"));
        });
    }

    /** Those that others need come first. */
    private void gather(JsonNode references, Gathering gathering) throws IOException {
        for (JsonNode reference : references == null ? List.<JsonNode>of() : references) {
            String name = reference.path("name").asText();
            if (!gathering.seen().add(name)) {
                continue;
            }
            if (gathering.seen().size() > MOST_REFERENCES) {
                throw new IOException("expected a schema that needs at most %d others".formatted(MOST_REFERENCES));
            }
            Found found = referenced(reference, gathering.end())
                    .orElseThrow(() -> new IOException(
                            "the registry does not have the schema '%s', which it refers to".formatted(name)));
            gather(found.references(), gathering);
            gathering.texts().put(name, found.text());
        }
    }

    private Optional<Found> referenced(JsonNode reference, long end) {
        String version = segment(reference.path("version").asText());
        if (settings.kind() == RegistryKind.CONFLUENT) {
            String path = "/subjects/%s/versions/%s?deleted=true"
                    .formatted(segment(reference.path("subject").asText()), version);
            return found(path, "", end);
        }
        String group = reference.path("groupId").asText("default");
        String path = "/groups/%s/artifacts/%s/versions/%s"
                .formatted(segment(group), segment(reference.path("artifactId").asText()), version);
        return found(settings.kind() == RegistryKind.APICURIO_3 ? path + "/content" : path, path + "/references", end);
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
