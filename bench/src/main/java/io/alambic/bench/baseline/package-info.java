/** What the services are compared with: the same work without them, in DJL, Kafka's clients or Python. */
package io.alambic.bench.baseline;
