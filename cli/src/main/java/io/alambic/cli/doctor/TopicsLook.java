package io.alambic.cli.doctor;

import io.alambic.cli.file.DescribedService;
import io.alambic.cli.file.DistillationFile;
import io.alambic.cli.file.FileTopics;
import io.alambic.kafka.TopicNames;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;

/**
 * Looks at the topics that the services of a file read and write: whether they exist, take the largest records, are cleaned as they should be,
 * and whether this client may use them.
 *
 * @param file that names them
 * @param admin client of their cluster
 */
record TopicsLook(DistillationFile file, Admin admin) {

    private static final String ABOUT = "topics";

    /**
     * How a topic is used.
     *
     * @param compacted whether its records are states by key
     * @param needed what the services do with it
     */
    private record Use(boolean compacted, Set<AclOperation> needed) {}

    List<Finding> look() throws InterruptedException, ExecutionException {
        Map<String, Use> uses = uses();
        Set<String> existing = admin.listTopics().names().get();
        Set<String> missing = new TreeSet<>(uses.keySet());
        missing.removeAll(existing);
        List<Finding> findings = new ArrayList<>();
        if (!missing.isEmpty()) {
            findings.add(Finding.wrong(
                    ABOUT,
                    "missing: " + String.join(", ", missing),
                    "./alambic up creates those that are missing; deploy/README.md has their settings"));
        }
        uses.keySet().retainAll(existing);
        Map<String, TopicDescription> described = admin.describeTopics(
                        uses.keySet(), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .allTopicNames()
                .get();
        Map<ConfigResource, Config> configs = admin.describeConfigs(uses.keySet().stream()
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                        .toList())
                .all()
                .get();
        uses.forEach((topic, use) -> {
            Config config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, topic));
            findings.addAll(limits(topic, config));
            findings.addAll(cleanup(topic, use, config));
            findings.addAll(age(topic, config));
            findings.addAll(permissions(topic, use, described.get(topic)));
        });
        if (findings.isEmpty()) {
            findings.add(Finding.ok(ABOUT, String.join(", ", uses.keySet())));
        }
        return findings;
    }

    private Map<String, Use> uses() {
        Map<String, Use> uses = new LinkedHashMap<>();
        FileTopics topics = new FileTopics(file);
        for (DescribedService service : file.services()) {
            TopicNames names = file.as(service).topics();
            String answers = topics.answers(service).orElse(names.knowledge());
            switch (service.role()) {
                case TEACHER -> {
                    use(uses, names.samples(), false, AclOperation.READ);
                    use(uses, answers, false, AclOperation.WRITE);
                    use(uses, names.control(), true, AclOperation.READ);
                }
                case MERGE -> {
                    use(uses, answers, false, AclOperation.READ);
                    use(uses, names.knowledge(), false, AclOperation.WRITE);
                }
                case STUDENT -> {
                    use(uses, names.knowledge(), false, AclOperation.READ);
                    use(uses, names.control(), true, AclOperation.READ);
                    use(uses, names.weights(), true, AclOperation.READ, AclOperation.WRITE);
                }
            }
            use(uses, names.deadLetters(), false, AclOperation.WRITE);
        }
        return uses;
    }

    private static void use(Map<String, Use> uses, String topic, boolean compacted, AclOperation... operations) {
        Set<AclOperation> needed = EnumSet.copyOf(List.of(operations));
        if (uses.containsKey(topic)) {
            needed.addAll(uses.get(topic).needed());
        }
        uses.put(topic, new Use(compacted, needed));
    }

    private List<Finding> limits(String topic, Config config) {
        long largest =
                Long.parseLong(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
        int wanted = file.limits().maxRecordBytes();
        return largest >= wanted || topic.equals(file.topics().samples())
                ? List.of()
                : List.of(Finding.wrong(
                        ABOUT,
                        "%s takes records of %,d bytes, but alambic.topics.max-record-bytes is %,d"
                                .formatted(topic, largest, wanted),
                        "set max.message.bytes of the topic to %s, or max-record-bytes lower"
                                .formatted(file.limits().topic().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG))));
    }

    private static List<Finding> cleanup(String topic, Use use, Config config) {
        String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        boolean compacted = policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT);
        return compacted == use.compacted()
                ? List.of()
                : List.of(Finding.wrong(
                        ABOUT,
                        "%s has cleanup.policy=%s".formatted(topic, policy),
                        use.compacted()
                                ? "set it to compact: the newest record of a key must stay"
                                : "set it to delete: compaction would drop records that share a key"));
    }

    /** Whether retention counts from when a record was written, and not from when its sample was, which may be long ago. */
    private List<Finding> age(String topic, Config config) {
        boolean deletesOld = config.get(TopicConfig.CLEANUP_POLICY_CONFIG)
                        .value()
                        .contains(TopicConfig.CLEANUP_POLICY_DELETE)
                && Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value()) >= 0;
        boolean ofTheSample =
                config.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).value().equals(TimestampType.CREATE_TIME.name);
        return deletesOld && ofTheSample && !topic.equals(file.topics().samples())
                ? List.of(Finding.doubtful(
                        ABOUT,
                        "%s keeps records by the timestamps of their samples: what comes of old ones is soon deleted"
                                .formatted(topic),
                        "set message.timestamp.type of the topic to LogAppendTime"))
                : List.of();
    }

    private static List<Finding> permissions(String topic, Use use, TopicDescription description) {
        Set<AclOperation> allowed = description.authorizedOperations();
        if (allowed == null || allowed.contains(AclOperation.ALL) || allowed.containsAll(use.needed())) {
            return List.of();
        }
        Set<AclOperation> missing = new TreeSet<>(use.needed());
        missing.removeAll(allowed);
        return List.of(Finding.wrong(
                ABOUT,
                "this client may not %s %s".formatted(missing.toString().toLowerCase(Locale.ROOT), topic),
                "allow it: kafka-acls --add --allow-principal User:NAME --operation %s --topic %s"
                        .formatted(missing.iterator().next(), topic)));
    }
}
