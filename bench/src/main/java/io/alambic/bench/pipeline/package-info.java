/**
 * The services as processes beside a real broker, in turns with the same arithmetic alone: what Kafka, decoding, encoding
 * and all the rest add to it.
 */
package io.alambic.bench.pipeline;
