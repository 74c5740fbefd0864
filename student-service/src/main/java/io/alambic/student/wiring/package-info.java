/** The only place that knows Quarkus: configuration, metrics, health and the start of the process. */
package io.alambic.student.wiring;
