/** The comparisons: each measures alternatives of the same work against one of them. */
package io.alambic.bench.comparison;
