package io.alambic.teacher;

import static io.alambic.teacher.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.teacher.StreamsSettings.Guarantee;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One broker with Kafka's own defaults, which are those of a cluster of three. */
class StockBrokerIT {

    @TempDir
    Path folder;

    @Test
    void theSettingsThatKeepOneBrokerFromTransactionsAreNamedOnce() throws Exception {
        int port = freePort();
        KafkaRaftServer broker = broker(port);
        broker.startup();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port))) {
            // Given
            List<String> said = new ArrayList<>();
            TeacherLifeCycle life = new TeacherLifeCycle();
            TopicsCheck check = new TopicsCheck(
                    "teacher", admin, Set.of(), new TransactionSupport(admin, Guarantee.EXACTLY_ONCE_V2), what -> {
                        said.add(what);
                        life.waitFor(what);
                    });
            Thread waiting = new Thread(new SupervisedTask(check::await, reason -> {}), "check");

            // When
            waiting.start();
            await("what it waits for").until(() -> life.waitingFor().isPresent());
            waiting.join(3000);

            // Then
            assertThat(waiting.isAlive()).isTrue();
            assertThat(said)
                    .containsExactly("waiting for transactions: Kafka cannot create its topic __transaction_state:"
                            + " there are 1 broker(s), but the broker's setting transaction.state.log.replication.factor"
                            + " is 3 and transaction.state.log.min.isr is 2; on a single broker both must be 1");
            assertThat(new TransactionSupport(admin, Guarantee.AT_LEAST_ONCE)
                            .trouble()
                            .orElseThrow())
                    .contains("__consumer_offsets", "offsets.topic.replication.factor is 3");
            waiting.interrupt();
            waiting.join();
        } finally {
            broker.shutdown();
            broker.awaitShutdown();
        }
    }

    private KafkaRaftServer broker(int port) throws IOException {
        int controller = freePort();
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                "1",
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controller),
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + port,
                "controller.listener.names",
                "CONTROLLER",
                "controller.quorum.voters",
                "1@127.0.0.1:" + controller,
                "log.dirs",
                folder.resolve("log").toString()));
        Path file = folder.resolve("server.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false);
        String[] format = {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
        assertThat(StorageTool.execute(format, nowhere)).isZero();
        return new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
