package io.alambic.testing;

import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.common.KafkaClusterConfig;
import io.kroxylicious.testing.kafka.common.KafkaClusterFactory;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * One Kafka broker in this JVM for all test classes of a module that register it. It starts with the first of
 * them and stops after the last. Each test creates the names of its topics, groups and transactional ids with
 * {@link #unique}.
 *
 * <pre>
 *   &#64;RegisterExtension
 *   static final SharedBroker BROKER = new SharedBroker();
 * </pre>
 */
public final class SharedBroker implements BeforeAllCallback {

    private Started started;

    @Override
    public void beforeAll(ExtensionContext context) {
        started = context.getRoot()
                .getStore(Namespace.create(SharedBroker.class))
                .computeIfAbsent("broker", key -> new Started(), Started.class);
    }

    /** Returns the address for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return started.cluster.getBootstrapServers();
    }

    /** Returns the settings of a client that connects to it. */
    public Map<String, Object> clientSettings() {
        return started.cluster.getKafkaClientConfiguration();
    }

    /** Returns a name that no other test uses. */
    public String unique(String name) {
        return name + "-" + started.names.incrementAndGet();
    }

    private static final class Started implements AutoCloseable {

        private final KafkaCluster cluster = KafkaClusterFactory.create(
                KafkaClusterConfig.builder().brokersNum(1).kraftMode(true).build());
        private final AtomicInteger names = new AtomicInteger();

        private Started() {
            cluster.start();
        }

        @Override
        public void close() throws Exception {
            cluster.close();
        }
    }
}
