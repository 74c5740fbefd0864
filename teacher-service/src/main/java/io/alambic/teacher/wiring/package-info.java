/** The only package that knows Quarkus: configuration, metrics, health, start and stop. */
package io.alambic.teacher.wiring;
