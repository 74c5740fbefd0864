/** Requests about records: the mapping that the teacher reads its topic with answers, too. */
package io.alambic.student.records;
