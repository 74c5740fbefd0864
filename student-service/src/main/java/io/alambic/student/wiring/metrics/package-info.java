/** The meters of a student or a replica, registered with Micrometer. */
package io.alambic.student.wiring.metrics;
