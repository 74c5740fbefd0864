package io.alambic.kafka;

import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/** How a connection to brokers is secured. */
public final class ConnectionSecurity {

    private ConnectionSecurity() {}

    /**
     * Whether what goes over it is encrypted.
     *
     * @param connection Kafka's settings
     */
    public static boolean isEncrypted(Map<String, Object> connection) {
        Object protocol = connection.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
        return SecurityProtocol.SSL.name.equals(protocol) || SecurityProtocol.SASL_SSL.name.equals(protocol);
    }
}
