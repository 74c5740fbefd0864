package io.alambic.core.digest;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Security;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs native code for digests and ciphers, including those of TLS, if there is some for this platform; else the JDK's own
 * remain. The JDK's own are fast only with its second compiler: with the first one, AES-GCM has a two-hundredth of the speed
 * and SHA-256 a twentieth (ADR 19). Operations that begin after the installation use it. Thread safe.
 */
public final class NativeCryptography {

    private static final Logger LOG = LoggerFactory.getLogger(NativeCryptography.class);

    private NativeCryptography() {}

    /** Installs it and returns, which takes half a second the first time. */
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
     * Installs it in the background, which takes a third of a second of a processor. Do not call this in a JVM that archives
     * its classes: those of the signed library cannot be archived, and the JVM crashes.
     */
    public static void installSoon() {
        Thread installing = new Thread(NativeCryptography::install, "native-cryptography");
        installing.setDaemon(true);
        installing.start();
    }
}
