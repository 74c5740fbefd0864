package io.alambic.student.grpc;

import io.alambic.core.digest.NativeCryptography;
import io.alambic.student.threads.ThreadSupervisor;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.util.AdvancedTlsX509KeyManager;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Credentials of the gRPC port. New connections use a replaced certificate as soon as it has been read again. Closing
 * ends the thread that reads it.
 */
final class PortCredentials implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PortCredentials.class);

    private final ServerCredentials credentials;
    private final Optional<ScheduledExecutorService> looking;

    private PortCredentials(ServerCredentials credentials, Optional<ScheduledExecutorService> looking) {
        this.credentials = credentials;
        this.looking = looking;
    }

    /**
     * Creates the credentials of a port.
     *
     * @param tls empty for plain text
     * @param supervisor of the thread that reads certificates again
     * @throws IllegalArgumentException if the files cannot be read
     */
    static PortCredentials of(Optional<ServerTls> tls, ThreadSupervisor supervisor) {
        return tls.map(files -> encrypted(files, supervisor))
                .orElseGet(() -> new PortCredentials(InsecureServerCredentials.create(), Optional.empty()));
    }

    private static PortCredentials encrypted(ServerTls tls, ThreadSupervisor supervisor) {
        NativeCryptography.install();
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "certificates");
            thread.setDaemon(true);
            return thread;
        });
        try {
            AdvancedTlsX509KeyManager identity = new AdvancedTlsX509KeyManager();
            read(tls, identity);
            long look = tls.lookEvery().toMillis();
            Runnable reading = supervisor.guarded("certificates", () -> readAgain(tls, identity));
            ScheduledFuture<?> unused = looking.scheduleWithFixedDelay(reading, look, look, TimeUnit.MILLISECONDS);
            TlsServerCredentials.Builder credentials =
                    TlsServerCredentials.newBuilder().keyManager(identity);
            if (tls.clientAuthorities().isPresent()) {
                credentials.trustManager(tls.clientAuthorities().get().toFile()).clientAuth(ClientAuth.REQUIRE);
            }
            return new PortCredentials(credentials.build(), Optional.of(looking));
        } catch (IOException | GeneralSecurityException e) {
            looking.shutdownNow();
            throw new IllegalArgumentException("the certificates of gRPC cannot be read: " + e.getMessage(), e);
        }
    }

    private static void read(ServerTls tls, AdvancedTlsX509KeyManager identity)
            throws IOException, GeneralSecurityException {
        identity.updateIdentityCredentials(
                tls.certificates().toFile(), tls.privateKey().toFile());
    }

    private static void readAgain(ServerTls tls, AdvancedTlsX509KeyManager identity) {
        try {
            read(tls, identity);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            LOG.warn("The gRPC certificate cannot be read again, the previous one stays in use: {}", e.getMessage());
        }
    }

    ServerCredentials credentials() {
        return credentials;
    }

    @Override
    public void close() {
        looking.ifPresent(ScheduledExecutorService::shutdownNow);
    }
}
