/** From whole knowledge records to batches of training rows in reused memory, without losing where a record ends. */
package io.alambic.student.batch;
