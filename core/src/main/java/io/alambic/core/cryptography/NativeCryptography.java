package io.alambic.core.cryptography;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Security;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has digests and ciphers, those of TLS among them, computed by native code, where there is some for this platform, and else
 * by the JDK as before. The JDK's own are fast by its second compiler alone: with the first one AES-GCM comes to a
 * two-hundredth of that, SHA-256 to a twentieth (ADR 19). What begins after it was installed has it. Thread safe.
 */
public final class NativeCryptography {

    private static final Logger LOG = LoggerFactory.getLogger(NativeCryptography.class);

    private NativeCryptography() {}

    /** Returns once it is installed, which takes half a second the first time. */
    public static synchronized void install() {
        if (Security.getProvider(AmazonCorrettoCryptoProvider.PROVIDER_NAME) != null) {
            return;
        }
        AmazonCorrettoCryptoProvider.install();
        Throwable missing = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError();
        if (missing == null) {
            LOG.info("Digests and ciphers are computed by native code");
        } else {
            LOG.info(
                    "Digests and ciphers are the JDK's own, there is no native code for them: {}",
                    missing.getMessage());
        }
    }

    /**
     * Installs it beside whatever the caller does next; it takes a third of a second of a processor. Not in a JVM that
     * archives its classes: those of the signed library cannot be archived, and the JVM dies of what it archives about
     * them.
     */
    public static void installSoon() {
        Thread installing = new Thread(NativeCryptography::install, "native-cryptography");
        installing.setDaemon(true);
        installing.start();
    }
}
