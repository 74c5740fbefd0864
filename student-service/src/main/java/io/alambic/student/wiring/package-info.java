/** Quarkus: health, HTTP routes and the start of the process. */
package io.alambic.student.wiring;
