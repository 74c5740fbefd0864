/** Comparisons of the services as processes beside a real broker with the same arithmetic alone. */
package io.alambic.bench.pipeline;
