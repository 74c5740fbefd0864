package io.alambic.chaos;

import com.google.gson.annotations.SerializedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tells what a run did, and whether every sample is accounted for.
 *
 * @param seed of the faults and of the samples
 * @param injected how often each process was hit, as "name kill" or "name freeze"
 * @param acknowledged samples that Kafka acknowledged
 * @param missing of those, samples without knowledge
 * @param doubled samples with knowledge more than once
 * @param malformed malformed records that Kafka acknowledged
 * @param deadLetters records among the dead letters
 * @param repeatedRecords sample records that met more than one fate
 * @param knowledgeSamples samples on the knowledge topic
 * @param trained samples in the lineage of the student's last checkpoint that it trained on
 * @param heldOut samples in that lineage that it held out
 * @param givenUp samples in that lineage that it read and gave up
 * @param unread partitions whose last knowledge is not in that lineage
 * @param unproven partitions whose digest in that lineage is not that of the topic
 * @param inference what came of the inference calls
 * @param disorder how processes ended that did not end in order when they were told to
 */
public record ChaosReport(
        long seed,
        @SerializedName("blows") Map<String, Integer> injected,
        long acknowledged,
        long missing,
        long doubled,
        long malformed,
        long deadLetters,
        long repeatedRecords,
        long knowledgeSamples,
        long trained,
        long heldOut,
        long givenUp,
        List<String> unread,
        List<String> unproven,
        InferenceCalls inference,
        List<String> disorder)
        implements ClusterReport {

    @Override
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        require(faults, missing == 0, "%,d acknowledged samples have no knowledge".formatted(missing));
        require(faults, doubled == 0, "%,d samples have knowledge more than once".formatted(doubled));
        require(faults, repeatedRecords == 0, "%,d sample records met two fates".formatted(repeatedRecords));
        require(
                faults,
                deadLetters == malformed,
                "%,d malformed records, but %,d dead letters".formatted(malformed, deadLetters));
        require(
                faults,
                trained + heldOut + givenUp == knowledgeSamples,
                "%,d samples of knowledge, but %,d trained, %,d held out and %,d given up"
                        .formatted(knowledgeSamples, trained, heldOut, givenUp));
        require(faults, unread.isEmpty(), "the student's lineage ends before the knowledge of " + unread);
        require(faults, unproven.isEmpty(), "the digest in the student's lineage is not that of " + unproven);
        faults.addAll(inference.faults());
        faults.addAll(disorder);
        return faults;
    }

    private static void require(List<String> faults, boolean holds, String otherwise) {
        if (!holds) {
            faults.add(otherwise);
        }
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append("seed %d%n".formatted(seed));
        injected.forEach((fault, times) -> text.append("  %-16s %3d%n".formatted(fault, times)));
        text.append("samples acknowledged, by identity %,d = taught once %,d + missing %,d + doubled %,d%n"
                .formatted(acknowledged, acknowledged - missing - doubled, missing, doubled));
        text.append("malformed records %,d = dead letters %,d%n".formatted(malformed, deadLetters));
        text.append("sample records with two fates: %,d%n".formatted(repeatedRecords));
        text.append("samples of knowledge %,d = trained %,d + held out %,d + given up %,d%n"
                .formatted(knowledgeSamples, trained, heldOut, givenUp));
        text.append("%s%n".formatted(inference.text()));
        List<String> faults = faults();
        faults.forEach(fault -> text.append("WRONG: %s%n".formatted(fault)));
        text.append(faults.isEmpty() ? "nothing lost, nothing doubled%n".formatted() : "");
        return text.toString();
    }
}
