package io.alambic.chaos;

import com.google.gson.annotations.SerializedName;
import io.alambic.chaos.cluster.ClusterReport;
import io.alambic.chaos.cluster.InferenceCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reports what a run did, and whether every sample is accounted for.
 *
 * @param seed of the faults and of the samples
 * @param injected number of faults by process and kind, such as "name kill" or "name freeze"
 * @param acknowledged samples that Kafka acknowledged
 * @param missing acknowledged samples without knowledge
 * @param doubled samples with more than one record of knowledge
 * @param unexpected samples with knowledge that no producer wanted taught, such as those that a mapping leaves out
 * @param altered samples that were taught with other bytes than they were produced with
 * @param filtered samples that the mapping leaves out
 * @param malformed dead letters that must come of malformed records, and of odd samples of mapped records, one of each teacher
 * @param deadLetters records on the dead-letters topic
 * @param repeatedRecords sample records, and odd samples of them, that reached more than one final state
 * @param knowledgeSamples samples on the knowledge topic
 * @param trained samples in the lineage of the student's last checkpoint that it trained on
 * @param heldOut samples in that lineage that it held out
 * @param givenUp samples in that lineage that it read but skipped
 * @param unread partitions whose last knowledge is missing from that lineage
 * @param unproven partitions whose digest in that lineage differs from that of the topic
 * @param inference outcomes of the inference calls
 * @param disorder how processes ended that did not shut down cleanly when stopped
 */
public record ChaosReport(
        long seed,
        @SerializedName("blows") Map<String, Integer> injected,
        long acknowledged,
        long missing,
        long doubled,
        long unexpected,
        long altered,
        long filtered,
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
        require(faults, unexpected == 0, "%,d samples have knowledge that should have none".formatted(unexpected));
        require(faults, altered == 0, "%,d samples were taught with other bytes".formatted(altered));
        require(
                faults,
                repeatedRecords == 0,
                "%,d sample records or odd samples met two fates".formatted(repeatedRecords));
        require(
                faults,
                deadLetters == malformed,
                "%,d dead letters expected of malformed records and samples, but %,d came"
                        .formatted(malformed, deadLetters));
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
        text.append("samples filtered %,d; taught that should not be %,d, with other bytes %,d%n"
                .formatted(filtered, unexpected, altered));
        text.append("dead letters expected of malformed records and samples %,d = dead letters %,d%n"
                .formatted(malformed, deadLetters));
        text.append("records and odd samples with two fates: %,d%n".formatted(repeatedRecords));
        text.append("samples of knowledge %,d = trained %,d + held out %,d + given up %,d%n"
                .formatted(knowledgeSamples, trained, heldOut, givenUp));
        text.append("%s%n".formatted(inference.text()));
        List<String> faults = faults();
        faults.forEach(fault -> text.append("WRONG: %s%n".formatted(fault)));
        text.append(faults.isEmpty() ? "nothing lost, nothing doubled%n".formatted() : "");
        return text.toString();
    }
}
