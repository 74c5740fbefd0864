package io.alambic.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real certificates, made by the JDK's keytool. */
class TlsTest {

    private static final String PASSWORD = "changeit";
    private static final InferenceRequest REQUEST = InferenceRequest.of(NamedTensor.of("image", new float[1], 1, 1));

    @TempDir
    private static Path folder;

    private record Pem(Path certificate, Path key) {}

    private static Pem server;
    private static Pem client;

    @BeforeAll
    static void makeCertificates() throws Exception {
        server = certificate("server");
        client = certificate("client");
    }

    private static Pem certificate(String name) throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return new Pem(
                pem(name + ".pem", "CERTIFICATE", keys.getCertificate(name).getEncoded()),
                pem(
                        name + ".key",
                        "PRIVATE KEY",
                        keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
    }

    private static Path pem(String file, String what, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder().encodeToString(bytes);
        return Files.writeString(
                folder.resolve(file), "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, text, what));
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
