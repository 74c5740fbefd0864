/** Avro's binary encoding. */
package io.alambic.mapping.format.avro;
