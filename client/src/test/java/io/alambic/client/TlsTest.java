package io.alambic.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alambic.testing.SelfSigned;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    private static final InferenceRequest REQUEST = InferenceRequest.of(NamedTensor.of("image", new float[1], 1, 1));

    @TempDir
    private static Path folder;

    private static SelfSigned server;
    private static SelfSigned client;

    @BeforeAll
    static void makeCertificates() throws Exception {
        server = SelfSigned.make(folder, "server");
        client = SelfSigned.make(folder, "client");
    }

    private static StandInStudent encrypted(ClientAuth auth) throws IOException {
        return new StandInStudent(TlsServerCredentials.newBuilder()
                .keyManager(server.certificate().toFile(), server.key().toFile())
                .trustManager(client.certificate().toFile())
                .clientAuth(auth)
                .build());
    }

    private static StudentClient client(StandInStudent student, Security security) {
        return new StudentClient(
                ClientSettings.of(student.target()).withAttempts(1).withSecurity(security));
    }

    @Test
    void aKnownAuthorityIsTrusted() throws IOException {
        try (StandInStudent student = encrypted(ClientAuth.NONE);
                StudentClient ours = client(student, Security.tls(server.certificate()))) {
            // When
            InferenceResult result = ours.infer(REQUEST);

            // Then
            assertThat(result.weights().version()).isEqualTo(7);
        }
    }

    @Test
    void anUnknownAuthorityIsNot() throws IOException {
        try (StandInStudent student = encrypted(ClientAuth.NONE);
                StudentClient ours = client(student, Security.TLS)) {
            // Then
            assertThatExceptionOfType(InferenceException.class).isThrownBy(() -> ours.infer(REQUEST));
            assertThat(student.calls()).isZero();
        }
    }

    @Test
    void aServerThatAsksWhoCallsIsTold() throws IOException {
        try (StandInStudent student = encrypted(ClientAuth.REQUIRE);
                StudentClient ours =
                        client(student, Security.mutualTls(server.certificate(), client.certificate(), client.key()))) {
            // When
            InferenceResult result = ours.infer(REQUEST);

            // Then
            assertThat(result.weights().version()).isEqualTo(7);
        }
    }

    @Test
    void aServerThatAsksWhoCallsRefusesWhoDoesNotSay() throws IOException {
        try (StandInStudent student = encrypted(ClientAuth.REQUIRE);
                StudentClient ours = client(student, Security.tls(server.certificate()))) {
            // Then
            assertThatExceptionOfType(InferenceException.class).isThrownBy(() -> ours.infer(REQUEST));
            assertThat(student.calls()).isZero();
        }
    }
}
