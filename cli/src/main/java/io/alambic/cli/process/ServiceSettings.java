package io.alambic.cli.process;

import io.alambic.cli.broker.BrokerSettings;
import java.util.HashMap;
import java.util.Map;

/** What every service that is started on this machine is told. */
public final class ServiceSettings {

    private ServiceSettings() {}

    /**
     * The settings, to be added to: one engine thread for each caller, reachable from this machine only.
     *
     * @param bootstrapServers the brokers
     * @param httpPort for health and metrics
     */
    public static Map<String, String> of(String bootstrapServers, int httpPort) {
        return new HashMap<>(Map.of(
                "kafka.bootstrap.servers",
                bootstrapServers,
                "quarkus.http.host",
                BrokerSettings.HOST,
                "quarkus.http.port",
                Integer.toString(httpPort),
                "ai.djl.offline",
                "true",
                "ai.djl.pytorch.num_threads",
                "1",
                "ai.djl.pytorch.num_interop_threads",
                "1"));
    }
}
