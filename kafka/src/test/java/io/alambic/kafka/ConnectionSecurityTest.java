package io.alambic.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionSecurityTest {

    @ParameterizedTest
    @CsvSource({"PLAINTEXT, false", "SASL_PLAINTEXT, false", "SSL, true", "SASL_SSL, true"})
    void tellsWhichProtocolsEncrypt(String protocol, boolean encrypted) {
        assertThat(ConnectionSecurity.isEncrypted(Map.of("security.protocol", protocol)))
                .isEqualTo(encrypted);
    }

    @Test
    void aConnectionThatSaysNothingIsPlain() {
        assertThat(ConnectionSecurity.isEncrypted(Map.of())).isFalse();
    }
}
