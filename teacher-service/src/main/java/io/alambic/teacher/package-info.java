/** The teacher service: answers sample records with knowledge, exactly once. */
package io.alambic.teacher;
