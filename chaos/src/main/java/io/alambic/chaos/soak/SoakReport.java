package io.alambic.chaos.soak;

import io.alambic.chaos.cluster.ClusterReport;
import io.alambic.launch.Footprint;
import io.alambic.launch.Footprint.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reports whether the footprint of each service remained stable. The first third of the footprints is warm-up;
 * the median of the second third is compared with that of the last third.
 *
 * @param minutes duration of the run
 * @param footprints of each service, in order of time
 * @param samples number of acknowledged samples
 * @param calls number of answered inference calls
 * @param failedCalls number of failed inference calls
 */
public record SoakReport(
        double minutes, Map<String, List<Footprint>> footprints, long samples, long calls, long failedCalls)
        implements ClusterReport {

    /** Minimum number of footprints for a comparison of thirds. */
    static final int FEWEST_LOOKS = 6;

    @Override
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        footprints.forEach((service, looks) -> {
            if (looks.size() < FEWEST_LOOKS) {
                faults.add("%s was looked at %d times only".formatted(service, looks.size()));
                return;
            }
            for (Quantity quantity : Quantity.values()) {
                long before = before(looks, quantity);
                long after = after(looks, quantity);
                if (after > quantity.margin(before)) {
                    faults.add("%s: %s grew from %,d to %,d".formatted(service, quantity.words(), before, after));
                }
            }
        });
        if (samples == 0 || calls == 0) {
            faults.add("nothing was taught or nothing was asked");
        }
        if (failedCalls > 0) {
            faults.add("%,d inference calls failed".formatted(failedCalls));
        }
        return faults;
    }

    static long before(List<Footprint> looks, Quantity quantity) {
        return median(looks.subList(looks.size() / 3, 2 * looks.size() / 3), quantity);
    }

    static long after(List<Footprint> looks, Quantity quantity) {
        return median(looks.subList(2 * looks.size() / 3, looks.size()), quantity);
    }

    private static long median(List<Footprint> looks, Quantity quantity) {
        long[] sorted = looks.stream()
                .mapToLong(look -> look.figures().get(quantity))
                .sorted()
                .toArray();
        return sorted[sorted.length / 2];
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append("%.1f minutes, %,d samples, %,d inference calls%n".formatted(minutes, samples, calls));
        text.append("%-10s %-24s %14s %14s %14s%n".formatted("", "", "second third", "last third", "allowed"));
        footprints.forEach((service, looks) -> {
            if (looks.size() >= FEWEST_LOOKS) {
                for (Quantity quantity : Quantity.values()) {
                    long before = before(looks, quantity);
                    text.append("%-10s %-24s %,14d %,14d %,14d%n"
                            .formatted(
                                    service,
                                    quantity.words(),
                                    before,
                                    after(looks, quantity),
                                    quantity.margin(before)));
                }
            }
        });
        List<String> faults = faults();
        faults.forEach(fault -> text.append("WRONG: %s%n".formatted(fault)));
        text.append(faults.isEmpty() ? "nothing grew%n".formatted() : "");
        return text.toString();
    }
}
