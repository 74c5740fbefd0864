package io.alambic.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What a process takes from its machine at one moment. */
public record Footprint(Map<Quantity, Long> figures) {

    private static final long KIBI = 1024;

    /** A quantity, and the change that does not yet count as growth. */
    public enum Quantity {
        HEAP("live heap", 0.10, 8 << 20),
        RESIDENT("resident memory", 0.10, 32 << 20),
        FILES("open files", 0, 8),
        THREADS("threads", 0, 4);

        private final String words;
        private final double share;
        private final long more;

        Quantity(String words, double share, long more) {
            this.words = words;
            this.share = share;
            this.more = more;
        }

        /** Returns its name. */
        public String words() {
            return words;
        }

        /** Returns the largest figure that is no growth. */
        public long margin(long before) {
            return Math.round(before * (1 + share)) + more;
        }
    }

    /**
     * Takes the footprint of a JVM after a full collection.
     *
     * @throws LaunchException if it cannot be read
     */
    public static Footprint of(RestartableProcess service) throws InterruptedException {
        return of(service.name(), service.pid());
    }

    /**
     * Takes the footprint of a JVM after a full collection.
     *
     * @param name what to call the process in a sentence
     * @param pid the operating system's number of the process
     * @throws LaunchException if it cannot be read
     */
    public static Footprint of(String name, long pid) throws InterruptedException {
        Map<Quantity, Long> figures = new EnumMap<>(Quantity.class);
        figures.put(Quantity.HEAP, liveBytes(new Jcmd(pid).run("GC.class_histogram")));
        Path proc = Path.of("/proc", Long.toString(pid));
        try {
            figures.put(Quantity.RESIDENT, KIBI * status(proc, "VmRSS:"));
            figures.put(Quantity.THREADS, status(proc, "Threads:"));
            figures.put(Quantity.FILES, files(proc.resolve("fd")));
        } catch (IOException e) {
            throw new LaunchException("The footprint of %s cannot be read (%s).".formatted(name, e.getMessage()), e);
        }
        return new Footprint(figures);
    }

    /** The last line holds the total of objects, and of the bytes of those that are reachable. */
    private static long liveBytes(String histogram) {
        String[] total = histogram.strip().split("\\s+");
        return Long.parseLong(total[total.length - 1]);
    }

    /** Returns the quantities that have grown since, beyond their margin. */
    public Set<Quantity> grownSince(Footprint before) {
        Set<Quantity> grown = EnumSet.noneOf(Quantity.class);
        for (Quantity quantity : Quantity.values()) {
            if (figures.get(quantity) > quantity.margin(before.figures.get(quantity))) {
                grown.add(quantity);
            }
        }
        return grown;
    }

    /** Returns the least of every quantity. */
    public static Footprint least(List<Footprint> looks) {
        Map<Quantity, Long> figures = new EnumMap<>(Quantity.class);
        looks.forEach(look -> look.figures.forEach((quantity, figure) -> figures.merge(quantity, figure, Math::min)));
        return new Footprint(figures);
    }

    private static long status(Path proc, String key) throws IOException {
        List<String> lines = Files.readAllLines(proc.resolve("status"));
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip().split(" ")[0])
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IOException("no " + key));
    }

    private static long files(Path descriptors) throws IOException {
        try (Stream<Path> open = Files.list(descriptors)) {
            return open.count();
        }
    }
}
