package io.alambic.deploy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * The part of the Compose Specification that this repository uses; anything else is refused when a
 * file is read. Widen it, with a look into the specification, when a file needs more.
 */
record Compose(
        Map<String, Service> services,
        Map<String, Object> volumes,
        @JsonProperty("x-gpu") Deploy gpu) {

    static Compose read(String file) {
        return Repository.yaml(Repository.path(file), Compose.class);
    }

    /** @param volumes short syntax as text, long syntax as a map */
    record Service(
            String image,
            Build build,
            List<String> entrypoint,
            List<String> profiles,
            Map<String, String> environment,
            List<String> ports,
            List<Object> volumes,
            Object dependsOn,
            Healthcheck healthcheck,
            Deploy deploy,
            String stopGracePeriod,
            String restart) {

        Service {
            environment = environment == null ? Map.of() : environment;
            ports = ports == null ? List.of() : ports;
            volumes = volumes == null ? List.of() : volumes;
        }

        /** Source → target of every volume. */
        List<Mount> mounts() {
            return volumes.stream()
                    .map(volume -> volume instanceof Map<?, ?> fields
                            ? new Mount(
                                    fields.get("source").toString(),
                                    fields.get("target").toString())
                            : new Mount(
                                    volume.toString().split(":")[0],
                                    volume.toString().split(":")[1]))
                    .toList();
        }
    }

    record Mount(String source, String target) {}

    record Build(String context, String dockerfile, Map<String, String> args) {}

    record Healthcheck(List<String> test, String interval, String timeout, String startPeriod, Integer retries) {}

    record Deploy(Resources resources) {}

    record Resources(Reservations reservations) {}

    record Reservations(List<Device> devices) {}

    record Device(String driver, Integer count, List<String> capabilities) {}
}
