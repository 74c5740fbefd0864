package io.alambic.cli.quickstart;

import io.alambic.cli.broker.BrokerSettings;
import io.alambic.launch.Ports;
import java.net.URI;

/**
 * The chosen ports of a run.
 *
 * @param bootstrapServers the broker
 * @param grpc the student's inference
 * @param teacher the teacher's HTTP
 * @param student the student's HTTP
 * @param labelsGrpc the labels-only student's inference
 * @param labels the labels-only student's HTTP
 */
record Addresses(String bootstrapServers, int grpc, int teacher, int student, int labelsGrpc, int labels) {

    /** The distilled student's name over gRPC. */
    static final String MODEL = "student";

    static Addresses choose(String bootstrapServers, QuickstartSettings.PortChoice wanted, Ports ports) {
        return new Addresses(
                bootstrapServers,
                ports.choose(wanted.grpc(), "--port-grpc"),
                ports.choose(wanted.teacher(), "--port-teacher"),
                ports.choose(wanted.student(), "--port-student"),
                ports.choose(0, "the labels-only student's gRPC"),
                ports.choose(0, "the labels-only student's HTTP"));
    }

    Endpoints endpoints() {
        return new Endpoints(
                bootstrapServers,
                target(grpc),
                MODEL,
                http(teacher).toString(),
                http(student).toString());
    }

    static String target(int port) {
        return BrokerSettings.HOST + ":" + port;
    }

    static URI http(int port) {
        return URI.create("http://" + target(port));
    }
}
