package io.alambic.teacher.merge;

import io.alambic.v1.Knowledge;

/**
 * The samples of one record, or what an augmentation made of them.
 *
 * @param topic of the sample record
 * @param partition of the sample record, at least 0
 * @param offset of the sample record, at least 0
 * @param augmentation its number, or -1 if the samples are as they came
 */
record SampleGroup(String topic, int partition, long offset, int augmentation) {

    private static final int NONE = -1;

    static SampleGroup of(Knowledge knowledge) {
        return new SampleGroup(
                knowledge.getOrigin().getTopic(),
                knowledge.getOrigin().getPartition(),
                knowledge.getOrigin().getOffset(),
                knowledge.hasAugmentation() ? knowledge.getAugmentation().getNumber() : NONE);
    }

    /** Returns what the groups of a partition, and of an augmentation of it, have in common. */
    String stream() {
        return "%s/%d/%d".formatted(topic, partition, augmentation);
    }

    @Override
    public String toString() {
        return "%s-%d@%d".formatted(topic, partition, offset);
    }
}
