/** Parses and checks one record of the knowledge topic, and says why it is refused. */
package io.alambic.student.knowledge;
