/** The promoted models that answer requests: their versions, leases, pins and roll backs. */
package io.alambic.student.registry;
