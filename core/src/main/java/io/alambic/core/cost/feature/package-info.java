/** The feature term: pairs of feature maps, their distances, and the projectors that make them comparable. */
package io.alambic.core.cost.feature;
