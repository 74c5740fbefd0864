package io.alambic.student.wiring;

import static io.alambic.core.settings.Values.about;

import io.alambic.core.settings.InvalidSettingException;
import io.alambic.student.grpc.ServerTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads the encryption of the gRPC port. */
final class TlsReader {

    private static final Duration LOOK = Duration.ofMinutes(1);

    private TlsReader() {}

    /**
     * Reads the settings; empty for plain text.
     *
     * @throws InvalidSettingException if a setting is missing or a file is invalid
     */
    static Optional<ServerTls> read(StudentConfig.Tls tls) {
        return about("alambic.student.grpc.tls", () -> {
            if (tls.certificates().isPresent() && tls.privateKey().isPresent()) {
                return Optional.of(new ServerTls(
                        Path.of(tls.certificates().get()),
                        Path.of(tls.privateKey().get()),
                        tls.clientAuthorities().map(Path::of),
                        LOOK));
            }
            if (tls.certificates().isPresent()
                    || tls.privateKey().isPresent()
                    || tls.clientAuthorities().isPresent()) {
                throw new IllegalArgumentException("certificates and private-key belong together, and one is missing");
            }
            return Optional.empty();
        });
    }
}
