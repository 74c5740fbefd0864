package io.alambic.chaos.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A source of samples for each topic of a cluster. */
public final class SampleSources implements AutoCloseable {

    private final List<SampleSource> sources;
    private final ClusterLayout layout;

    /** Creates the sources of a cluster, which start to send at once. */
    public SampleSources(ClusterLayout layout, long seed) {
        this.layout = layout;
        sources = layout.formats().stream()
                .map(format -> new SampleSource(layout.bootstrapServers(), format, seed))
                .toList();
    }

    /**
     * Stops sending, and waits until Kafka has acknowledged everything.
     *
     * @throws IllegalStateException if Kafka rejected a record
     */
    public void finish() throws InterruptedException {
        for (SampleSource source : sources) {
            source.finish();
        }
    }

    /** Returns the ids of the samples that must be taught. */
    public Set<String> acknowledged() {
        Set<String> all = new HashSet<>();
        sources.forEach(source -> all.addAll(source.acknowledged()));
        return all;
    }

    /** Returns the number of samples that a mapping leaves out. */
    public long filtered() {
        return sources.stream().mapToLong(SampleSource::filtered).sum();
    }

    /** Returns the number of dead letters that must come of records and samples, of each group of teachers that reads them. */
    public long malformed() {
        return sources.stream()
                .mapToLong(source -> source.malformed() * layout.readers(source.format()))
                .sum();
    }

    @Override
    public void close() {
        sources.forEach(SampleSource::close);
    }
}
