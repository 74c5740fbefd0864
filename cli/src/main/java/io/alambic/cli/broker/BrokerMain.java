package io.alambic.cli.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * Runs a Kafka broker until the process is stopped. The first argument is the path of its {@code
 * server.properties}; the second is the cluster id, which all nodes of a cluster share. Formats the storage
 * first if necessary.
 */
public final class BrokerMain {

    private BrokerMain() {}

    /** Runs the broker. Returns only by ending the JVM. */
    public static void main(String[] args) throws IOException {
        if (args.length < 1 || args.length > 2) {
            System.err.println("usage: BrokerMain SERVER_PROPERTIES [CLUSTER_ID]");
            System.exit(2);
        }
        Path settings = Path.of(args[0]);
        if (!isFormatted(settings)) {
            String cluster = args.length == 2 ? args[1] : Uuid.randomUuid().toString();
            String[] format = {"format", "-t", cluster, "-c", settings.toString()};
            int code = StorageTool.execute(format, System.out);
            if (code != 0) {
                System.exit(code);
            }
        }
        Kafka.main(new String[] {settings.toString()});
    }

    private static boolean isFormatted(Path settings) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(settings)) {
            properties.load(in);
        }
        return Files.exists(Path.of(properties.getProperty("log.dirs"), "meta.properties"));
    }
}
