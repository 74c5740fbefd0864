/** The schemas that records were written with: out of a file, or from a registry, by the id that each record names. */
package io.alambic.mapping.schema;
