package io.alambic.bench.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Runs contenders in turns, one at a time, so that disturbances by the machine affect all of them alike. Each first
 * runs until it is warm; then each runs once in every round, and the order rotates from round to round.
 *
 * @param pace how often each works, and how long in one round
 */
public record RoundRobin(Pace pace) {

    /** Slices for which each runs until it is warm: long enough for a JVM to compile most of the hot code. */
    public static final int WARM_UP_SLICES = 15;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /**
     * Runs them and returns their throughputs in order; ratios are to the first. The last of a round is the first of
     * the next, so that none pauses for longer than a round: brokers drop a consumer that is frozen for ten seconds.
     *
     * @throws IOException if one does not answer any more
     */
    public List<Compared> run(List<? extends Contender> contenders) throws IOException, InterruptedException {
        int count = contenders.size();
        for (Contender contender : contenders) {
            contender.samplesPerSecond(pace.warmUp(WARM_UP_SLICES));
        }
        double[][] rates = new double[count][pace.rounds()];
        for (int round = 0; round < pace.rounds(); round++) {
            for (int i = 0; i < count; i++) {
                int turn = Math.floorMod(i - round, count);
                rates[turn][round] = contenders.get(turn).samplesPerSecond(pace.slice());
            }
        }
        return Compared.withFirst(contenders.stream().map(Contender::name).toList(), rates);
    }

    /** Returns the seconds for which each contender runs in all, with time to warm up and to pause. */
    public long turnSeconds() {
        Pace paused = new Pace(pace.rounds(), pace.slice().plus(PAUSE), pace.warmUp());
        return paused.slice()
                        .multipliedBy(pace.rounds())
                        .plus(paused.warmUp(WARM_UP_SLICES))
                        .toSeconds()
                + 1;
    }
}
