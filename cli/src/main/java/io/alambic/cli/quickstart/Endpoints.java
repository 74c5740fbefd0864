package io.alambic.cli.quickstart;

/**
 * Where everything listens; written to {@code endpoints.json}.
 *
 * @param bootstrapServers the Kafka broker
 * @param grpc the student's inference, {@code host:port}
 * @param model the student's name over gRPC
 * @param teacherHttp the teacher's health and metrics
 * @param studentHttp the student's health and metrics
 */
record Endpoints(String bootstrapServers, String grpc, String model, String teacherHttp, String studentHttp) {}
