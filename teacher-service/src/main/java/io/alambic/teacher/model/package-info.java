/** Models that answer batches of samples. */
package io.alambic.teacher.model;
