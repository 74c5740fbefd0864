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
 * How the gRPC port is encrypted. All files are PEM.
 *
 * @param certificates the server's certificate and those that lead to an authority
 * @param privateKey PKCS #8, not encrypted
 * @param clientAuthorities certificates that a client's must come from, which makes it mutual TLS; empty where anyone may call
 * @param lookEvery how often certificate and key are read again, at least 1 ms
 */
public record ServerTls(Path certificates, Path privateKey, Optional<Path> clientAuthorities, Duration lookEvery) {

    /**
     * Reads the files once, to refuse what is of no use.
     *
     * @throws IllegalArgumentException if they cannot be read, in a sentence
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
