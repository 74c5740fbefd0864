/** Labelled data in memory and the IDX files that MNIST comes in. */
package io.alambic.core.data;
