package io.alambic.student.grpc;

import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.CertificateUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;

/**
 * Encryption of the gRPC port. All files are PEM.
 *
 * @param certificates certificate chain of the server
 * @param privateKey PKCS #8, not encrypted
 * @param clientAuthorities authorities of client certificates, for mutual TLS; empty if clients need no certificate
 * @param lookEvery interval at which certificate and key are read again, at least 1 ms
 */
public record ServerTls(Path certificates, Path privateKey, Optional<Path> clientAuthorities, Duration lookEvery) {

    /**
     * Reads the files once, to refuse invalid ones.
     *
     * @throws IllegalArgumentException if they cannot be read; the message is a sentence
     */
    public ServerTls {
        if (lookEvery.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "certificates can be read again every 1 ms at most, but not every " + lookEvery);
        }
        try {
            new AdvancedTlsX509KeyManager().updateIdentityCredentials(certificates.toFile(), privateKey.toFile());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "%s and %s are not a certificate and its PKCS #8 key in PEM (%s)"
                            .formatted(certificates, privateKey, e.getMessage()),
                    e);
        }
        clientAuthorities.ifPresent(ServerTls::requireCertificates);
    }

    private static void requireCertificates(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            if (CertificateUtils.getX509Certificates(in).length == 0) {
                throw new IllegalArgumentException(file + " holds no certificate");
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "%s does not hold certificates in PEM (%s)".formatted(file, e.getMessage()), e);
        }
    }
}
