/** Samples of different sizes in one batch: padded to the largest where they come in, with their own sizes beside them. */
package io.alambic.core.bucket;
