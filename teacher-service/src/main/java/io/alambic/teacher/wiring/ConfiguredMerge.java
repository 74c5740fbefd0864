package io.alambic.teacher.wiring;

import io.alambic.core.privacy.PrivateVoting;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.settings.SettingsCheck;
import io.alambic.kafka.TopicNames;
import io.alambic.teacher.StreamsSettings;
import io.alambic.teacher.merge.MergeSettings;
import io.alambic.teacher.merge.MergedTeacher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
     * @throws InvalidSettingException with one line for each violated rule: its key, what came and what is
     *     allowed
     */
    MergeSettings settings() {
        SettingsCheck check = new SettingsCheck("alambic.merge");
        Supplier<List<MergedTeacher>> teachers = check.about("teachers", this::teachers);
        Supplier<Optional<PrivateVoting>> privacy = check.about("privacy", this::privacy);
        Supplier<TopicNames> names = check.check(this::names);
        return check.require(check.about("rule", () -> settings(teachers.get(), privacy.get(), names.get())));
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

    private Optional<PrivateVoting> privacy() {
        MergeConfig.Privacy privacy = merge.privacy();
        Map<String, Optional<? extends Number>> given = new LinkedHashMap<>();
        given.put("threshold", privacy.threshold());
        given.put("sigma-threshold", privacy.sigmaThreshold());
        given.put("sigma-answer", privacy.sigmaAnswer());
        given.put("epsilon", privacy.epsilon());
        given.put("delta", privacy.delta());
        List<String> missing = given.entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        if (!merge.rule().isPrivate()) {
            if (missing.size() < given.size()) {
                throw new IllegalArgumentException(
                        "expected the rule private-vote, but it is %s, which keeps nothing private"
                                .formatted(merge.rule().name()));
            }
            return Optional.empty();
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("the rule private-vote needs %s, but got no %s"
                    .formatted(String.join(", ", given.keySet()), String.join(", ", missing)));
        }
        if (teacher.processingGuarantee() != StreamsSettings.Guarantee.EXACTLY_ONCE_V2) {
            throw new IllegalArgumentException(
                    "private votes need alambic.teacher.processing-guarantee=exactly_once_v2: a crash would forget what answers cost");
        }
        return Optional.of(new PrivateVoting(
                privacy.threshold().orElseThrow(),
                privacy.sigmaThreshold().orElseThrow(),
                privacy.sigmaAnswer().orElseThrow(),
                privacy.epsilon().orElseThrow(),
                privacy.delta().orElseThrow()));
    }

    private MergeSettings settings(List<MergedTeacher> teachers, Optional<PrivateVoting> privacy, TopicNames names) {
        return new MergeSettings(
                merge.name(),
                names,
                merge.answers(),
                merge.rule(),
                teachers,
                classes(merge).orElse(0),
                merge.learnWeights(),
                merge.grace(),
                (long) merge.maxWaitingMebibytes() << MEBI,
                topics.maxRecordBytes().maxRecordBytes(),
                privacy);
    }

    /** Returns how many classes the teachers have together; empty if all have the same. */
    static OptionalInt classes(MergeConfig merge) {
        return merge.teachers().values().stream()
                .flatMap(teacher -> teacher.classes().stream().flatMap(List::stream))
                .mapToInt(index -> index + 1)
                .max();
    }

    /** Answers that came back as knowledge would be merged again and again. */
    private TopicNames names() {
        List<String> all = List.of(merge.answers(), topics.knowledge(), topics.deadLetters());
        if (all.stream().distinct().count() < all.size()) {
            throw new InvalidSettingException(
                    "alambic.merge.answers: expected a topic that is neither alambic.topics.knowledge nor dead-letters, but got "
                            + all,
                    null);
        }
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
