package io.alambic.teacher.merge;

import io.alambic.core.merge.MergeRule;
import io.alambic.core.privacy.PrivateVoting;
import io.alambic.kafka.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Settings of a merge.
 *
 * @param name that merged knowledge has for its teacher
 * @param topics where knowledge and dead letters go
 * @param answers the topic that the teachers' answers come from
 * @param rule by which answers become one
 * @param teachers at least one, with different names
 * @param classes of the merged answer; 0 if every teacher has them all
 * @param learned whether weights are learned from labels
 * @param grace how long the answers that came first wait for the others, at least 1 ms
 * @param maxWaitingBytes of answers that wait; beyond it the oldest wait no longer
 * @param maxRecordBytes largest knowledge record
 * @param privacy how votes are counted by a private rule; empty for any other
 */
public record MergeSettings(
        String name,
        TopicNames topics,
        String answers,
        MergeRule rule,
        List<MergedTeacher> teachers,
        int classes,
        boolean learned,
        Duration grace,
        long maxWaitingBytes,
        int maxRecordBytes,
        Optional<PrivateVoting> privacy) {

    private static final int LOOKS_PER_GRACE = 4;
    private static final Duration LONGEST_BETWEEN_LOOKS = Duration.ofSeconds(1);

    public MergeSettings {
        teachers = List.copyOf(teachers);
        if (teachers.isEmpty()) {
            throw new IllegalArgumentException("expected at least one teacher");
        }
        if (grace.toMillis() < 1) {
            throw new IllegalArgumentException("expected a grace of at least 1 ms, but got " + grace);
        }
        if (rule.isPrivate() != privacy.isPresent()) {
            throw new IllegalArgumentException(
                    "expected settings of privacy with the rule private-vote, and with no other, but the rule is "
                            + rule.name());
        }
        if (privacy.isPresent()) {
            requireEqualVotes(teachers, learned, privacy.get());
        }
        for (MergedTeacher teacher : teachers) {
            requireClasses(rule, teacher, classes);
        }
    }

    private static void requireEqualVotes(List<MergedTeacher> teachers, boolean learned, PrivateVoting voting) {
        if (learned || teachers.stream().anyMatch(teacher -> teacher.weight() != 1)) {
            throw new IllegalArgumentException(
                    "each teacher has one private vote: expected neither weights nor learned weights");
        }
        if (voting.threshold() > teachers.size()) {
            throw new IllegalArgumentException(
                    "a threshold of %d votes is out of reach: expected at most %d, the number of teachers"
                            .formatted(voting.threshold(), teachers.size()));
        }
    }

    private static void requireClasses(MergeRule rule, MergedTeacher teacher, int classes) {
        if (teacher.classes().isEmpty()) {
            return;
        }
        if (!rule.takesUnknownClasses()) {
            throw new IllegalArgumentException(
                    "teacher '%s' has classes of its own, but the rule %s takes teachers of the same classes: expected mean-logits"
                            .formatted(teacher.name(), rule.name()));
        }
        for (int index : teacher.classes()) {
            if (index >= classes) {
                throw new IllegalArgumentException(
                        "teacher '%s' has class %d: expected less than the %d classes of the merge"
                                .formatted(teacher.name(), index, classes));
            }
        }
    }

    /** Returns the time between two looks for answers that have waited long enough. */
    Duration punctuation() {
        Duration part = Duration.ofMillis(Math.max(1, grace.toMillis() / LOOKS_PER_GRACE));
        return part.compareTo(LONGEST_BETWEEN_LOOKS) < 0 ? part : LONGEST_BETWEEN_LOOKS;
    }
}
