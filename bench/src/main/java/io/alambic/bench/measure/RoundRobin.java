package io.alambic.bench.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets contenders work in turns, one at a time, so that whatever else the machine does meets all of them alike: each
 * first works until it is warm, then every round lets each work once, and the order rotates from round to round.
 *
 * @param pace how often each works, and how long in one round
 */
public record RoundRobin(Pace pace) {

    /** How many slices each works until it is warm: long enough for a JVM to compile most of what it will. */
    public static final int WARM_UP_SLICES = 15;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /**
     * What each got through, in their order; ratios are to the first. The last of a round is the first of the next, so that
     * nobody rests for longer than a round: brokers forget a consumer that is frozen for ten seconds.
     *
     * @throws IOException if one does not answer any more
     */
    public List<Throughput> run(List<? extends Contender> contenders) throws IOException, InterruptedException {
        int count = contenders.size();
        for (Contender contender : contenders) {
            contender.samplesPerSecond(pace.slice().multipliedBy(WARM_UP_SLICES));
        }
        double[][] rates = new double[count][pace.rounds()];
        for (int round = 0; round < pace.rounds(); round++) {
            for (int i = 0; i < count; i++) {
                int turn = Math.floorMod(i - round, count);
                rates[turn][round] = contenders.get(turn).samplesPerSecond(pace.slice());
            }
        }
        List<Throughput> throughputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            throughputs.add(
                    new Throughput(contenders.get(i).name(), Spread.of(rates[i]), Spread.ofRatios(rates[i], rates[0])));
        }
        return throughputs;
    }

    /** For how long each contender works in all, in whole seconds, with what it takes to get going and to rest. */
    public long turnSeconds() {
        return pace.slice()
                        .plus(PAUSE)
                        .multipliedBy(pace.rounds() + WARM_UP_SLICES)
                        .toSeconds()
                + 1;
    }
}
