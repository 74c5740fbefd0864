/** From the knowledge topic to valid samples: reading, validation, dead letters, offsets. */
package io.alambic.student.ingest;
