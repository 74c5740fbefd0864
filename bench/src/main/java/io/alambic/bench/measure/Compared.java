package io.alambic.bench.measure;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Time or throughput of one of several alternatives.
 *
 * @param name of the alternative
 * @param figure microseconds of one call, or samples per second
 * @param ratio of the figure to that of the first alternative in the same round
 */
public record Compared(String name, Spread figure, Spread ratio) {

    /** Returns the alternatives' figures, each compared with the first; {@code byRound} holds a row for each of them. */
    static List<Compared> withFirst(List<String> names, double[][] byRound) {
        return IntStream.range(0, names.size())
                .mapToObj(
                        i -> new Compared(names.get(i), Spread.of(byRound[i]), Spread.ofRatios(byRound[i], byRound[0])))
                .toList();
    }
}
