/** The keys of a student's configuration, and the student that they describe. */
package io.alambic.student.wiring.configuration;
