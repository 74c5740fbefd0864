package io.alambic.core.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Security;
import java.util.HexFormat;
import javax.crypto.Cipher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NativeCryptographyTest {

    private static final String NATIVE = "AmazonCorrettoCryptoProvider";

    @BeforeEach
    @AfterEach
    void remove() {
        Security.removeProvider(NATIVE);
    }

    @Test
    void digestsAndCiphersOfTlsAreNative() throws Exception {
        // When
        NativeCryptography.install();
        NativeCryptography.install();

        // Then
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        assertThat(sha256.getProvider().getName()).isEqualTo(NATIVE);
        assertThat(HexFormat.of().formatHex(sha256.digest("abc".getBytes(StandardCharsets.US_ASCII))))
                .as("the example of FIPS 180-4")
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Cipher.getInstance("AES/GCM/NoPadding").getProvider().getName())
                .isEqualTo(NATIVE);
    }
}
