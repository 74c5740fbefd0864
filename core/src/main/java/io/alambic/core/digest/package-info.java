/** Digests and hashes that stored formats and promises depend on, and the native code that computes them. */
package io.alambic.core.digest;
