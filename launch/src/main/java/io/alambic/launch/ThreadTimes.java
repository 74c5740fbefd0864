package io.alambic.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Processor time that the threads of a process have taken so far, as Linux tells it. Immutable.
 *
 * @param ticks by name of the thread, as many as there are of that name together; of 1/100 s, the unit of /proc
 * @param waited nanoseconds for which they could have run, but had no processor; likewise
 */
public record ThreadTimes(Map<String, Long> ticks, Map<String, Long> waited) {

    private static final double TICKS_PER_SECOND = 100;
    private static final double NANOS_PER_SECOND = 1e9;

    /** Position of the user's time behind the name in a thread's {@code stat}. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;

    /** Position of the time spent waiting in a thread's {@code schedstat}. */
    private static final int WAITED = 1;

    public ThreadTimes {
        ticks = Map.copyOf(ticks);
        waited = Map.copyOf(waited);
    }

    /**
     * Reads them.
     *
     * @throws LaunchException where there is no {@code /proc}, or the process has ended
     */
    public static ThreadTimes of(long pid) {
        Map<String, Long> ticks = new TreeMap<>();
        Map<String, Long> waited = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            tasks.forEach(task -> add(task, ticks, waited));
        } catch (IOException e) {
            throw new LaunchException("The threads of process %d cannot be read; Linux tells them.".formatted(pid), e);
        }
        return new ThreadTimes(ticks, waited);
    }

    private static void add(Path task, Map<String, Long> ticks, Map<String, Long> waited) {
        try {
            String stat = Files.readString(task.resolve("stat"));
            int end = stat.lastIndexOf(')');
            String name = stat.substring(stat.indexOf('(') + 1, end).replaceAll("[-#]?\\d+$", "");
            String[] rest = stat.substring(end + 2).split(" ");
            String[] schedule = Files.readString(task.resolve("schedstat")).split(" ");
            ticks.merge(name, Long.parseLong(rest[USER]) + Long.parseLong(rest[SYSTEM]), Long::sum);
            waited.merge(name, Long.parseLong(schedule[WAITED]), Long::sum);
        } catch (NoSuchFileException e) {
            // the thread has ended meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the difference to an earlier reading. */
    public ThreadTimes since(ThreadTimes before) {
        return new ThreadTimes(taken(before.ticks, ticks), taken(before.waited, waited));
    }

    private static Map<String, Long> taken(Map<String, Long> before, Map<String, Long> now) {
        Map<String, Long> taken = new TreeMap<>();
        now.forEach((name, value) -> taken.put(name, Math.max(0, value - before.getOrDefault(name, 0L))));
        return taken;
    }

    /** Returns the seconds of all threads together. */
    public double seconds() {
        return ticks.values().stream().mapToLong(Long::longValue).sum() / TICKS_PER_SECOND;
    }

    /** Returns the seconds of the threads of one name. */
    public double seconds(String name) {
        return ticks.getOrDefault(name, 0L) / TICKS_PER_SECOND;
    }

    /**
     * Of the time in which a thread had something to do, the share in which it had a processor, too.
     *
     * @param start of its name; all threads whose names begin so are taken together
     */
    public double onProcessor(String start) {
        double ran = 0;
        double waitedFor = 0;
        for (String name : ticks.keySet()) {
            if (name.startsWith(start)) {
                ran += seconds(name);
                waitedFor += waited.get(name) / NANOS_PER_SECOND;
            }
        }
        return ran + waitedFor > 0 ? ran / (ran + waitedFor) : 1;
    }
}
