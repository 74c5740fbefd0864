/** Clients that load a student, and recorders of what they see. */
package io.alambic.bench.load;
