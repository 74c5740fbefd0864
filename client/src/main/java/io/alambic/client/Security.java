package io.alambic.client;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Security of a connection. All files are PEM.
 *
 * @param encrypted whether the connection uses TLS
 * @param authorities certificates of the trusted authorities; empty for the JVM's own
 * @param identity this client's certificate and key, for mutual TLS
 */
public record Security(boolean encrypted, Optional<Path> authorities, Optional<Identity> identity) {

    /** Neither encrypted nor authenticated. */
    public static final Security PLAIN_TEXT = new Security(false, Optional.empty(), Optional.empty());

    /** TLS with the authorities that the JVM trusts. */
    public static final Security TLS = new Security(true, Optional.empty(), Optional.empty());

    /**
     * The identity of this client.
     *
     * @param certificates the client's certificate, followed by its chain to an authority
     * @param privateKey PKCS #8, not encrypted
     */
    public record Identity(Path certificates, Path privateKey) {}

    public Security {
        if (!encrypted && (authorities.isPresent() || identity.isPresent())) {
            throw new IllegalArgumentException("certificates are of use over TLS only");
        }
    }

    /** Returns TLS that trusts only these authorities. */
    public static Security tls(Path authorities) {
        return new Security(true, Optional.of(authorities), Optional.empty());
    }

    /** Returns mutual TLS that trusts only these authorities. */
    public static Security mutualTls(Path authorities, Path certificates, Path privateKey) {
        return new Security(true, Optional.of(authorities), Optional.of(new Identity(certificates, privateKey)));
    }

    /**
     * Returns the credentials for gRPC.
     *
     * @throws IllegalArgumentException if a file cannot be read
     */
    public ChannelCredentials credentials() {
        if (!encrypted) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
        try {
            if (authorities.isPresent()) {
                tls.trustManager(authorities.get().toFile());
            }
            if (identity.isPresent()) {
                tls.keyManager(
                        identity.get().certificates().toFile(),
                        identity.get().privateKey().toFile());
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the certificates or the key of %s".formatted(this), e);
        }
        return tls.build();
    }
}
