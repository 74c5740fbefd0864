package io.alambic.cli.run;

/**
 * The addresses of all services, as written to {@code endpoints.json}.
 *
 * @param bootstrapServers address of the Kafka broker
 * @param grpc address of the student's inference, {@code host:port}
 * @param model name of the student over gRPC
 * @param teacherHttp address of the teacher's health and metrics
 * @param studentHttp address of the student's health and metrics
 */
public record Endpoints(String bootstrapServers, String grpc, String model, String teacherHttp, String studentHttp) {}
