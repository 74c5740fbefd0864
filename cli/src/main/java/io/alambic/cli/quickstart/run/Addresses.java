package io.alambic.cli.quickstart.run;

import io.alambic.cli.broker.BrokerSettings;
import io.alambic.cli.run.Endpoints;
import io.alambic.launch.Ports;
import java.net.URI;
import java.util.Map;

/**
 * The ports chosen for a run.
 *
 * @param bootstrapServers address of the broker
 * @param grpc port of the student's inference over gRPC
 * @param teacher HTTP port of the teacher
 * @param student HTTP port of the student
 * @param labelsGrpc port of the labels-only student's inference over gRPC
 * @param labels HTTP port of the labels-only student
 */
public record Addresses(String bootstrapServers, int grpc, int teacher, int student, int labelsGrpc, int labels) {

    /** Model name of the distilled student over gRPC. */
    public static final String MODEL = "student";

    public static Addresses choose(String bootstrapServers, QuickstartSettings.PortChoice wanted, Ports ports) {
        return new Addresses(
                bootstrapServers,
                ports.choose(wanted.grpc(), "--port-grpc"),
                ports.choose(wanted.teacher(), "--port-teacher"),
                ports.choose(wanted.student(), "--port-student"),
                ports.choose(0, "the labels-only student's gRPC"),
                ports.choose(0, "the labels-only student's HTTP"));
    }

    public Endpoints endpoints() {
        return new Endpoints(
                bootstrapServers,
                target(grpc),
                MODEL,
                http(teacher).toString(),
                http(student).toString(),
                Map.of("teacher-service", http(teacher), "student-service", http(student)));
    }

    public static String target(int port) {
        return BrokerSettings.HOST + ":" + port;
    }

    public static URI http(int port) {
        return URI.create("http://" + target(port));
    }
}
