package io.alambic.cli.run;

import io.alambic.cli.broker.BrokerMain;
import io.alambic.cli.broker.BrokerSettings;
import io.alambic.launch.Jvm;
import io.alambic.launch.ProcessSpec;
import io.alambic.launch.Processes;
import io.alambic.launch.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The broker of a run on this machine.
 *
 * @param settings of the broker
 * @param work folder of the run
 */
public record LocalBroker(BrokerSettings settings, WorkFolder work) {

    private static final Jvm JVM = new Jvm(512);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    /** Starts it, and returns once it responds. */
    public Cluster start(Processes processes, Waiting waiting) throws InterruptedException {
        Path file = work.run("server.properties");
        Cluster.writeSettings(settings, file);
        processes.start(new ProcessSpec(
                "Kafka broker", JVM.main(BrokerMain.class, List.of(file.toString())), work.log("kafka")));
        Cluster cluster = Cluster.at(settings.bootstrapServers());
        waiting.until(
                cluster::answers,
                START_TIMEOUT,
                "The Kafka broker did not answer within %d s.".formatted(START_TIMEOUT.toSeconds()));
        return cluster;
    }
}
