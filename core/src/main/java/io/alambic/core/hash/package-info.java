/** Hashes that stored formats and promises depend on: they must never change. */
package io.alambic.core.hash;
