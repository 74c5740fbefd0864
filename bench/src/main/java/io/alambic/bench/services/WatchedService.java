package io.alambic.bench.services;

import io.alambic.bench.measure.Spread;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.launch.Footprint;
import io.alambic.launch.Footprint.Quantity;
import io.alambic.launch.Jvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** A service whose footprint is taken at intervals. Used by one thread. */
public final class WatchedService {

    private static final Target FLAT = Target.atMost(1.05);
    private static final int LOOKS = 3;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final double MEBI = 1 << 20;

    private final BenchCluster.Started service;
    private final String counter;
    private final Jvm jvm;
    private final Map<Integer, Footprint> looks = new LinkedHashMap<>();

    /**
     * A service without footprints yet.
     *
     * @param counter metric of the samples that it has done
     * @param jvm whose heap is whole from the start
     */
    public WatchedService(BenchCluster.Started service, String counter, Jvm jvm) {
        this.service = service;
        this.counter = counter;
        this.jvm = jvm;
    }

    public String name() {
        return service.process().name();
    }

    /** Returns the samples that it has processed, whatever their fate. */
    public long done() throws InterruptedException {
        service.process().requireAlive();
        return service.probe().metrics().map(metrics -> metrics.count(counter)).orElse(0L);
    }

    /** Takes a few footprints and keeps the least of each quantity, which is what the service needs. */
    public void look(int records) throws InterruptedException {
        List<Footprint> seen = new ArrayList<>();
        for (int i = 0; i < LOOKS; i++) {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
            seen.add(Footprint.of(service.process()));
        }
        looks.put(records, Footprint.least(seen));
    }

    /** Returns a table of its heap and one of its native memory. */
    public List<Section> sections(String comparison) {
        double heap = jvm.heapMegabytes();
        return List.of(
                section(
                        "%s: %s, live heap".formatted(comparison, name()),
                        look -> look.figures().get(Quantity.HEAP) / MEBI),
                section(
                        "%s: %s, resident memory beside the heap".formatted(comparison, name()),
                        look -> look.figures().get(Quantity.RESIDENT) / MEBI - heap));
    }

    private Section section(String title, ToDoubleFunction<Footprint> figure) {
        List<Row> rows = new ArrayList<>();
        double first = figure.applyAsDouble(looks.values().iterator().next());
        looks.forEach((records, look) -> {
            double now = figure.applyAsDouble(look);
            rows.add(new Row(
                    "after %,d records".formatted(records), List.of(Spread.exactly(now), Spread.exactly(now / first))));
        });
        return new Section(title, List.of(Measure.MEBIBYTES, Measure.MEBIBYTES_RATIO), rows, Optional.of(FLAT));
    }
}
