/** What the JDK's digests and ciphers are computed by. */
package io.alambic.core.cryptography;
