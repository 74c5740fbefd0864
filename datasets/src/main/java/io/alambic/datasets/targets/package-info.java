/** Samples whose labels are tensors: a class for each pixel, or real numbers; and how answers to them are scored. */
package io.alambic.datasets.targets;
