/** Labelled images in IDX files: reading them, and getting MNIST from wherever it can be had. */
package io.alambic.datasets;
