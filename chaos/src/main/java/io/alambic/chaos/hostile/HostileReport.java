package io.alambic.chaos.hostile;

import io.alambic.chaos.cluster.ClusterReport;
import io.alambic.chaos.hostile.HonestCaller.Calls;
import io.alambic.launch.Footprint;
import io.alambic.launch.Footprint.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reports how an honest client fared beside hostile ones.
 *
 * @param guarded whether what is wrong counts as a fault
 * @param quiet its calls before
 * @param attacked its calls meanwhile
 * @param before footprint of the student before
 * @param after footprint of the student afterwards
 * @param attacks attacks, by name
 */
public record HostileReport(
        boolean guarded, Calls quiet, Calls attacked, Footprint before, Footprint after, Map<String, Long> attacks)
        implements ClusterReport {

    private static final int MOST_TIMES = 5;

    /** A shorter p99 than this is taken for as long: the ratio of two small times says nothing. */
    private static final double SHORTEST_P99 = 5;

    @Override
    public List<String> faults() {
        return guarded ? wrong() : List.of();
    }

    private List<String> wrong() {
        List<String> wrong = new ArrayList<>();
        if (attacked.failures() > 0) {
            wrong.add("%d honest calls failed: %s".formatted(attacked.failures(), attacked.failed()));
        }
        if (attacked.p99Millis() > MOST_TIMES * Math.max(SHORTEST_P99, quiet.p99Millis())) {
            wrong.add("p99 of the honest calls rose from %.1f to %.1f ms"
                    .formatted(quiet.p99Millis(), attacked.p99Millis()));
        }
        for (Quantity quantity : after.grownSince(before)) {
            wrong.add("%s grew from %,d to %,d"
                    .formatted(
                            quantity.words(),
                            before.figures().get(quantity),
                            after.figures().get(quantity)));
        }
        return wrong;
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append("attacks: %s%n".formatted(attacks));
        text.append("%-24s %14s %14s%n".formatted("honest client", "quiet", "under attack"));
        text.append("%-24s %,14d %,14d%n".formatted("answered calls", quiet.answered(), attacked.answered()));
        text.append("%-24s %,14d %,14d%n".formatted("failed calls", quiet.failures(), attacked.failures()));
        text.append("%-24s %14.1f %14.1f%n".formatted("p50 in ms", quiet.p50Millis(), attacked.p50Millis()));
        text.append("%-24s %14.1f %14.1f%n".formatted("p99 in ms", quiet.p99Millis(), attacked.p99Millis()));
        text.append("%-24s %14s %14s%n".formatted("student", "before", "afterwards"));
        for (Quantity quantity : Quantity.values()) {
            text.append("%-24s %,14d %,14d%n"
                    .formatted(
                            quantity.words(),
                            before.figures().get(quantity),
                            after.figures().get(quantity)));
        }
        List<String> wrong = wrong();
        wrong.forEach(sentence -> text.append("WRONG: %s%n".formatted(sentence)));
        text.append(wrong.isEmpty() ? "the honest client was answered as ever%n".formatted() : "");
        return text.toString();
    }
}
