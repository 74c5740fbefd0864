package io.alambic.chaos.cluster;

import java.util.List;

/**
 * A record on a topic of samples, and what must become of it.
 *
 * @param value of the record; null for a tombstone
 * @param taught ids of the samples that must be taught, once each
 * @param filtered number of samples that the mapping leaves out
 * @param deadLetters number of dead letters that it must give: one for a record that cannot be read, else one for each odd sample
 */
record ProducedRecord(byte[] value, List<String> taught, int filtered, int deadLetters) {

    /** A record of which nothing can be read. */
    static ProducedRecord malformed(byte[] value) {
        return new ProducedRecord(value, List.of(), 0, 1);
    }
}
