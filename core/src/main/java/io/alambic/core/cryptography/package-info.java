/** Native code for digests, ciphers and TLS. */
package io.alambic.core.cryptography;
