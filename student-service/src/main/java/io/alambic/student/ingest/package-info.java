/** Reads the knowledge topic: partitions, offsets, dead letters. */
package io.alambic.student.ingest;
