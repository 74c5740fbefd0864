/** Reads labelled images from IDX files, and downloads public data sets. */
package io.alambic.datasets;
