/** Model folders on disk: a description, and the weights in 32, 16 or 8 bits. */
package io.alambic.core.storage;
