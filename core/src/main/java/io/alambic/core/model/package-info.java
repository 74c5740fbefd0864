/** Models as networks of named inputs and outputs: the zoo, weights in memory, model folders on disk. */
package io.alambic.core.model;
