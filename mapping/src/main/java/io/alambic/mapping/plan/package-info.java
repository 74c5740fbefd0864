/** A mapping made ready: where each field's elements lie in a sample, and a tree of all paths that are wanted. */
package io.alambic.mapping.plan;
