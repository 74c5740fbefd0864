/** A cluster of real processes: brokers, teachers and a student, who feeds it, and who asks it. */
package io.alambic.chaos.cluster;
