package io.alambic.launch;

import java.util.HashMap;
import java.util.Map;

/** Settings of every service that is started on this machine. */
public final class ServiceSettings {

    private ServiceSettings() {}

    /**
     * Returns the settings, to be added to: reachable from this machine only.
     *
     * @param bootstrapServers the brokers
     * @param httpPort for health and metrics; 0 for any
     */
    public static Map<String, String> of(String bootstrapServers, int httpPort) {
        return new HashMap<>(Map.of(
                "kafka.bootstrap.servers",
                bootstrapServers,
                "quarkus.http.host",
                Ports.LOOPBACK,
                "quarkus.http.port",
                Integer.toString(httpPort)));
    }
}
