package io.alambic.cli.run;

import java.net.URI;
import java.util.Map;

/**
 * The addresses of all services, as written to {@code endpoints.json}.
 *
 * @param bootstrapServers address of the Kafka broker
 * @param grpc address of the first student's inference, {@code host:port}
 * @param model its name over gRPC
 * @param teacherHttp address of the first teacher's health and metrics
 * @param studentHttp address of the first student's health and metrics
 * @param services address of each service's health and metrics, by its name
 */
public record Endpoints(
        String bootstrapServers,
        String grpc,
        String model,
        String teacherHttp,
        String studentHttp,
        Map<String, URI> services) {}
