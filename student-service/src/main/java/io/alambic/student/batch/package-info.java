/** Assembles training batches from knowledge records in reused memory, and keeps track of where a record ends. */
package io.alambic.student.batch;
