package io.alambic.models.llm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is spent within any 60 minutes below limits. What a call may cost at most is taken before it is made, and given back in part
 * when its cost is known. Every change is in a file before the call is, so that a restart forgets nothing. Thread safe.
 */
final class HourlyBudget {

    private static final Logger LOG = LoggerFactory.getLogger(HourlyBudget.class);
    private static final int MINUTES = 60;

    private final BudgetLimits limits;
    private final Path file;
    private final InstantSource clock;
    private final NavigableMap<Long, Amount> spent = new TreeMap<>();

    /** Calls and what they cost. */
    private record Amount(long calls, long tokens, double money) {

        static final Amount NOTHING = new Amount(0, 0, 0);

        Amount plus(Amount other) {
            return new Amount(calls + other.calls, tokens + other.tokens, money + other.money);
        }

        Amount minus(Amount other) {
            return new Amount(calls - other.calls, tokens - other.tokens, money - other.money);
        }

        boolean isWithin(BudgetLimits limits) {
            return (limits.calls() == 0 || calls <= limits.calls())
                    && (limits.tokens() == 0 || tokens <= limits.tokens())
                    && (limits.money() == 0 || money <= limits.money());
        }
    }

    /** What was taken for one call. */
    final class Reservation {

        private final long minute;
        private final Amount taken;

        private Reservation(long minute, Amount taken) {
            this.minute = minute;
            this.taken = taken;
        }

        /** Keeps what the call did cost, and gives the rest back. */
        void settle(long promptTokens, long completionTokens) {
            giveBack(minute, taken.minus(amount(promptTokens, completionTokens)));
        }

        /** Gives all back: the call was not made. */
        void cancel() {
            giveBack(minute, taken);
        }
    }

    /**
     * A budget that goes on where its file ends.
     *
     * @param file where it is kept; its folder is made
     * @throws IOException if the file cannot be read
     */
    HourlyBudget(BudgetLimits limits, Path file, InstantSource clock) throws IOException {
        this.limits = limits;
        this.file = file;
        this.clock = clock;
        if (!limits.isUnlimited() && Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                read(line);
            }
        }
    }

    private void read(String line) throws IOException {
        String[] fields = line.split(" ");
        try {
            spent.put(
                    Long.parseLong(fields[0]),
                    new Amount(Long.parseLong(fields[1]), Long.parseLong(fields[2]), Double.parseDouble(fields[3])));
        } catch (RuntimeException e) {
            throw new IOException(
                    "%s: expected minute, calls, tokens and money, but got '%s'".formatted(file, line), e);
        }
    }

    /**
     * Takes what a call may cost at most.
     *
     * @return empty if the limits have no room for it now
     * @throws IllegalArgumentException if they never have
     * @throws UncheckedIOException if the budget cannot be kept
     */
    synchronized Optional<Reservation> take(long promptTokens, long completionTokens) {
        Amount most = amount(promptTokens, completionTokens);
        if (!most.isWithin(limits)) {
            throw new IllegalArgumentException(
                    "this call may cost %d tokens and %.6f, which is more than may be spent in an hour"
                            .formatted(most.tokens(), most.money()));
        }
        forgetOld();
        Amount all = spent.values().stream().reduce(Amount.NOTHING, Amount::plus);
        if (!all.plus(most).isWithin(limits)) {
            return Optional.empty();
        }
        long minute = minute(clock.instant());
        try {
            spend(minute, most);
        } catch (UncheckedIOException e) {
            spent.merge(minute, Amount.NOTHING.minus(most), Amount::plus);
            throw e;
        }
        return Optional.of(new Reservation(minute, most));
    }

    /** Returns the time until something of what was spent is an hour old. */
    synchronized Duration untilMore() {
        Instant now = clock.instant();
        long oldest = spent.isEmpty() ? minute(now) : spent.firstKey();
        Instant free = Instant.EPOCH.plus(oldest + MINUTES + 1, ChronoUnit.MINUTES);
        return Duration.between(now, free);
    }

    private Amount amount(long promptTokens, long completionTokens) {
        return new Amount(1, promptTokens + completionTokens, limits.price(promptTokens, completionTokens));
    }

    private void spend(long minute, Amount amount) {
        spent.merge(minute, amount, Amount::plus);
        if (!limits.isUnlimited()) {
            write();
        }
    }

    /** Where it cannot be noted now, the file says too much until the next call is. */
    private synchronized void giveBack(long minute, Amount amount) {
        try {
            spend(minute, Amount.NOTHING.minus(amount));
        } catch (UncheckedIOException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    private void write() {
        List<String> lines = new ArrayList<>();
        spent.forEach((minute, amount) -> lines.add(
                String.format(Locale.ROOT, "%d %d %d %s", minute, amount.calls(), amount.tokens(), amount.money())));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.write(next, lines);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "what was spent cannot be noted in %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** A minute counts until 60 others have passed. */
    private void forgetOld() {
        spent.headMap(minute(clock.instant()) - MINUTES).clear();
    }

    private static long minute(Instant instant) {
        return Math.floorDiv(instant.getEpochSecond(), (long) MINUTES);
    }
}
