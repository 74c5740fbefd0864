package io.alambic.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.testing.ServiceUnderTest;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.common.Tls;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The packaged teacher, and a broker that takes encrypted connections only. */
@ExtendWith(KafkaClusterExtension.class)
class EncryptedBrokerIT {

    @Tls
    KafkaCluster cluster;

    @TempDir
    Path folder;

    @Test
    void teachesOverTlsWhoseCiphersAreNative() throws Exception {
        // Given
        TinyModel.save(folder.resolve("model"));
        try (TestTopics topics = new TestTopics(cluster.getKafkaClientConfiguration())) {
            topics.create(1);
            topics.send(0, TinyModel.samples(32, 0).build().toByteArray());
            topics.flush();

            // When
            try (ServiceUnderTest process = ServiceUnderTest.start(settings(), folder.resolve("teacher.log"))) {
                process.await("the record is taught", () -> topics.knowledge().size() == 1);

                // Then
                assertThat(process.output())
                        .containsOnlyOnce("Digests and ciphers are computed by native code")
                        .doesNotContain("ERROR");
            }
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        cluster.getKafkaClientConfiguration().forEach((key, value) -> settings.put("kafka." + key, value.toString()));
        settings.put("alambic.teacher.model", folder.resolve("model").toString());
        settings.put("alambic.teacher.feature-maps", "block1");
        settings.put("alambic.teacher.state-dir", folder.resolve("state").toString());
        assertThat(settings).containsEntry("kafka.security.protocol", "SSL");
        return settings;
    }
}
