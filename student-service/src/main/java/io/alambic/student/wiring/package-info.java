/** The only package that knows Quarkus: configuration, metrics, health, HTTP routes and the start of the process. */
package io.alambic.student.wiring;
