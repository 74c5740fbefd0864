package io.alambic.teacher.wiring;

import io.alambic.core.settings.SettingsCheck;
import io.alambic.kafka.TopicNames;
import io.alambic.teacher.StreamsSettings;
import io.alambic.teacher.merge.MergeSettings;
import io.alambic.teacher.merge.MergedTeacher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Makes the settings of a merge from its configuration. */
record ConfiguredMerge(
        MergeConfig merge, TeacherConfig teacher, TeacherTopicsConfig topics, Map<String, Object> connection) {

    private static final Duration LONGEST_POLL = Duration.ofMillis(100);
    private static final int MEBI = 20;

    ConfiguredMerge(TeacherConfiguration configuration) {
        this(configuration.merge(), configuration.teacher(), configuration.topics(), configuration.connection());
    }

    /**
     * Returns the settings.
     *
     * @throws io.alambic.core.settings.InvalidSettingException with one line for each violated rule: its key, what came and what is
     *     allowed
     */
    MergeSettings settings() {
        SettingsCheck check = new SettingsCheck("alambic.merge");
        Supplier<List<MergedTeacher>> teachers = check.about("teachers", this::teachers);
        return check.require(check.about("rule", () -> settings(teachers.get())));
    }

    private List<MergedTeacher> teachers() {
        if (merge.teachers().isEmpty()) {
            throw new IllegalArgumentException(
                    "expected alambic.merge.teachers.NAME.weight for each teacher, but there is none");
        }
        return new TreeMap<>(merge.teachers())
                .entrySet().stream()
                        .map(entry -> new MergedTeacher(
                                entry.getKey(),
                                entry.getValue().weight(),
                                entry.getValue().classes().orElse(List.of())))
                        .toList();
    }

    private MergeSettings settings(List<MergedTeacher> teachers) {
        return new MergeSettings(
                merge.name(),
                names(),
                merge.answers(),
                merge.rule(),
                teachers,
                classes(merge).orElse(0),
                merge.learnWeights(),
                merge.grace(),
                (long) merge.maxWaitingMebibytes() << MEBI,
                topics.maxRecordBytes().maxRecordBytes());
    }

    /** Returns how many classes the teachers have together; empty if all have the same. */
    static OptionalInt classes(MergeConfig merge) {
        return merge.teachers().values().stream()
                .flatMap(teacher -> teacher.classes().stream().flatMap(List::stream))
                .mapToInt(index -> index + 1)
                .max();
    }

    private TopicNames names() {
        return new TopicNames(
                topics.samples(), topics.knowledge(), topics.control(), topics.weights(), topics.deadLetters());
    }

    /** Returns the settings of Kafka Streams: those of a teacher, for another group. */
    StreamsSettings streams() {
        return new StreamsSettings(
                connection,
                topics.maxRecordBytes(),
                merge.applicationId(),
                teacher.stateDir()
                        .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"), merge.applicationId())),
                teacher.threads(),
                teacher.processingGuarantee(),
                teacher.commitInterval(),
                LONGEST_POLL);
    }
}
