package io.alambic.student.registry;

import io.alambic.core.checkpoint.RecordsRead;
import io.alambic.core.checkpoint.TaughtBy;
import io.alambic.v1.Lineage;
import io.alambic.v1.LineageTeacher;
import io.alambic.v1.ReadStretch;
import java.util.TreeMap;

/** Converts lineages to messages of the contract and back. */
final class LineageMessages {

    private LineageMessages() {}

    static Lineage of(io.alambic.core.checkpoint.Lineage lineage) {
        Lineage.Builder proto = Lineage.newBuilder()
                .setTrainedSamples(lineage.trained())
                .setHeldOutSamples(lineage.heldOut())
                .setGivenUpSamples(lineage.givenUp())
                .setTopicId(lineage.topicId())
                .putAllOffsets(lineage.offsets());
        if (lineage.newestEventTimeMs() > 0) {
            proto.setNewestEventTime(ModelVersions.time(lineage.newestEventTimeMs()));
        }
        lineage.read()
                .forEach((partition, read) ->
                        proto.addRead(stretch(partition, read, lineage.offsets().getOrDefault(partition, 0L))));
        lineage.teachers().forEach(teacher -> proto.addTeachers(teacher(teacher)));
        return proto.build();
    }

    private static ReadStretch stretch(String partition, RecordsRead read, long next) {
        int dash = partition.lastIndexOf('-');
        return ReadStretch.newBuilder()
                .setTopic(partition.substring(0, dash))
                .setPartition(Integer.parseInt(partition.substring(dash + 1)))
                .setFirstOffset(read.from())
                .setNextOffset(next)
                .setRecords(read.records())
                .setMissedOffsets(read.missed())
                .setDigest(read.digest())
                .build();
    }

    private static LineageTeacher teacher(TaughtBy teacher) {
        return LineageTeacher.newBuilder()
                .setName(teacher.name())
                .setVersion(teacher.version())
                .setMergedBy(teacher.mergedBy())
                .setRecords(teacher.records())
                .build();
    }

    /**
     * Converts a message.
     *
     * @param step training steps of the weights
     */
    static io.alambic.core.checkpoint.Lineage lineage(long step, Lineage proto) {
        TreeMap<String, RecordsRead> read = new TreeMap<>();
        for (ReadStretch stretch : proto.getReadList()) {
            read.put(
                    stretch.getTopic() + "-" + stretch.getPartition(),
                    new RecordsRead(
                            stretch.getFirstOffset(),
                            stretch.getRecords(),
                            stretch.getDigest(),
                            stretch.getMissedOffsets()));
        }
        return new io.alambic.core.checkpoint.Lineage(
                step,
                proto.getTrainedSamples(),
                proto.getHeldOutSamples(),
                proto.getGivenUpSamples(),
                ModelVersions.millis(proto.getNewestEventTime()),
                new TreeMap<>(proto.getOffsetsMap()),
                read,
                proto.getTopicId(),
                proto.getTeachersList().stream()
                        .map(teacher -> new TaughtBy(
                                teacher.getName(), teacher.getVersion(), teacher.getMergedBy(), teacher.getRecords()))
                        .toList());
    }
}
