package io.alambic.cli.broker;

import io.alambic.kafka.RecordLimits;
import io.alambic.launch.Ports;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Settings of a single KRaft node that acts as broker and controller, reachable from this machine only.
 *
 * @param port for clients
 * @param controllerPort for the controller
 * @param dataDir folder for the node's log
 * @param limits size of the largest record that the node accepts
 */
public record BrokerSettings(int port, int controllerPort, Path dataDir, RecordLimits limits) {

    /** The only interface the node listens on. */
    public static final String HOST = Ports.LOOPBACK;

    /** Returns the address for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    /** Returns the node's {@code server.properties}. */
    public SortedMap<String, String> properties() {
        SortedMap<String, String> all = new TreeMap<>(limits.broker());
        all.putAll(addresses());
        all.putAll(smallNode());
        all.put("log.dirs", dataDir.toString());
        return all;
    }

    private Map<String, String> addresses() {
        return Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "controller.quorum.voters", "1@" + HOST + ":" + controllerPort,
                "controller.listener.names", "CONTROLLER",
                "listeners", "PLAINTEXT://" + bootstrapServers() + ",CONTROLLER://" + HOST + ":" + controllerPort,
                "advertised.listeners", "PLAINTEXT://" + bootstrapServers(),
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    }

    /** Sets the replication factor to one, reduces the threads, and removes the delay that waits for group members. */
    private static Map<String, String> smallNode() {
        return Map.ofEntries(
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("default.replication.factor", "1"),
                Map.entry("min.insync.replicas", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"),
                Map.entry("background.threads", "2"),
                Map.entry("log.cleaner.dedupe.buffer.size", "16777216"),
                Map.entry("log.retention.hours", "24"),
                Map.entry("log.retention.bytes", "8589934592"));
    }
}
