package io.alambic.cli.broker;

import io.alambic.launch.Jvm;
import io.alambic.launch.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Describes how to start a broker in a separate JVM. */
public final class BrokerProcess {

    private static final Jvm JVM = new Jvm(512);

    private BrokerProcess() {}

    /** A broker in the usual JVM, as in {@link #in(Jvm, Path, String, Map, String, Path)}. */
    public static ProcessSpec in(Path folder, String name, Map<String, String> properties, String clusterId, Path log)
            throws IOException {
        return in(JVM, folder, name, properties, clusterId, log);
    }

    /**
     * Writes the broker's {@code server.properties} into a folder and returns how to start it.
     *
     * @param jvm that runs it
     * @param name of the process in messages to the user
     * @param properties of the broker
     * @param clusterId shared by all brokers of a cluster
     * @param log file for its output
     */
    public static ProcessSpec in(
            Jvm jvm, Path folder, String name, Map<String, String> properties, String clusterId, Path log)
            throws IOException {
        Path file = Files.writeString(
                folder.resolve(name + ".properties"),
                properties.entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
                        .collect(Collectors.joining()));
        return new ProcessSpec(name, jvm.main(BrokerMain.class, List.of(file.toString(), clusterId)), log);
    }
}
