/** Tensors between the wire and native memory: specifications, validation, one-copy decoding, encoding. */
package io.alambic.core.tensor;
