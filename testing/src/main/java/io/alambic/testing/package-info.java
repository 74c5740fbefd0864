/** Test support that several modules share. */
package io.alambic.testing;
