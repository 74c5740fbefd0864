/** Arithmetic that hashes are made of. */
package io.alambic.core.hash;
