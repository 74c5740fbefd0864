/** What a student took over from its teacher: figures of answers and activations that were collected before. */
package io.alambic.core.explain;
