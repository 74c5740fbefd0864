/** The gRPC port: the server, the Open Inference Protocol on it, and its encryption. */
package io.alambic.student.grpc;
