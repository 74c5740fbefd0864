/** Existing records become samples: a pure function from a record to the tensors, labels, ids and time of its samples. */
package io.alambic.mapping;
