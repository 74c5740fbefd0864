/** Brokers, services and records that a comparison starts, feeds and reads. */
package io.alambic.bench.services;
