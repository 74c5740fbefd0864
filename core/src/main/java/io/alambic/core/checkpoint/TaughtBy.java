package io.alambic.core.checkpoint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Knowledge records that one version of a teacher answered.
 *
 * @param name of the teacher, or of the merge of several
 * @param version of it
 * @param mergedBy the merge in whose records its answers are, as {@code name@version}; empty if the records are its own
 * @param records number of them, at least 1
 */
public record TaughtBy(String name, String version, String mergedBy, long records) implements Comparable<TaughtBy> {

    /** Most entries of a list. Where there are more, those of the fewest records are one. */
    static final int MOST = 256;

    /** Stands for the name of those of the fewest records. */
    static final String OTHERS = "(others)";

    private static final Comparator<TaughtBy> ORDER = Comparator.comparing(TaughtBy::mergedBy)
            .thenComparing(TaughtBy::name)
            .thenComparing(TaughtBy::version);

    /** Returns one record of a teacher that answered for itself. */
    public static TaughtBy alone(String name, String version) {
        return new TaughtBy(name, version, "", 1);
    }

    /** Orders by name and version, those that answered for themselves first. The number of records does not count. */
    @Override
    public int compareTo(TaughtBy other) {
        return ORDER.compare(this, other);
    }

    /** Returns the sums of both lists, in order, with at most {@value #MOST} entries. */
    public static List<TaughtBy> sum(List<TaughtBy> some, List<TaughtBy> others) {
        if (some.isEmpty() && others.size() <= 1) {
            return others;
        }
        Map<TaughtBy, Long> sums = new TreeMap<>();
        some.forEach(one -> sums.merge(one, one.records(), Long::sum));
        others.forEach(one -> sums.merge(one, one.records(), Long::sum));
        List<TaughtBy> all = new ArrayList<>(sums.size());
        sums.forEach((one, records) -> all.add(one.with(records)));
        return all.size() <= MOST ? List.copyOf(all) : shortened(all);
    }

    /** What stands for others stays in front of those with most records, so that it only grows. */
    private static List<TaughtBy> shortened(List<TaughtBy> all) {
        List<TaughtBy> sorted = all.stream()
                .sorted(Comparator.comparing((TaughtBy one) -> !one.name().equals(OTHERS))
                        .thenComparing(
                                Comparator.comparingLong(TaughtBy::records).reversed())
                        .thenComparing(ORDER))
                .toList();
        int kept = MOST - 2;
        List<TaughtBy> folded = new ArrayList<>();
        sorted.stream().skip(kept).map(TaughtBy::nameless).forEach(folded::add);
        return sum(sorted.subList(0, kept), folded);
    }

    private TaughtBy nameless() {
        return new TaughtBy(OTHERS, "", mergedBy.isEmpty() ? "" : OTHERS, records);
    }

    private TaughtBy with(long changed) {
        return changed == records ? this : new TaughtBy(name, version, mergedBy, changed);
    }
}
