package io.alambic.chaos.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A teacher process of a cluster. Those of one name, or without one of one format, are one group, in which partitions move.
 *
 * @param format what it reads
 * @param name by which a merge knows its answers; empty if its answers are knowledge
 */
public record ClusterTeacher(SampleFormat format, Optional<String> name) {

    /** Two teachers whose answers are merged, one of them twice, so that a partition moves when one is away; and one that maps its records. */
    public static final List<ClusterTeacher> ALL_KINDS = List.of(
            merged("large"), merged("small"), merged("small"), new ClusterTeacher(SampleFormat.JSON, Optional.empty()));

    /** One teacher of batches, twice. */
    public static final List<ClusterTeacher> BATCHES_ONLY = List.of(
            new ClusterTeacher(SampleFormat.BATCHES, Optional.empty()),
            new ClusterTeacher(SampleFormat.BATCHES, Optional.empty()));

    private static ClusterTeacher merged(String name) {
        return new ClusterTeacher(SampleFormat.BATCHES, Optional.of(name));
    }

    Map<String, String> settings() {
        Map<String, String> settings = format.teacherSettings();
        name.ifPresent(own -> {
            settings.put("alambic.teacher.name", own);
            settings.merge("alambic.teacher.application-id", "-" + own, String::concat);
        });
        return settings;
    }
}
