package io.alambic.kafka;

import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/** Inspects the security of a connection to brokers. */
public final class ConnectionSecurity {

    private ConnectionSecurity() {}

    /**
     * Returns whether the connection is encrypted.
     *
     * @param connection Kafka client settings
     */
    public static boolean isEncrypted(Map<String, Object> connection) {
        Object protocol = connection.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
        return SecurityProtocol.SSL.name.equals(protocol) || SecurityProtocol.SASL_SSL.name.equals(protocol);
    }
}
