package io.alambic.student.wiring.metrics;

import io.alambic.core.explain.LayerSimilarity;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Meters of pairs of layers, registered when they are first known. */
final class LayerMeters {

    /** More pairs, of very deep networks, are on the gRPC API only. */
    private static final int MOST = 100;

    private final MeterRegistry registry;
    private final Set<String> registered = new HashSet<>();
    private volatile Map<String, Double> cka = Map.of();

    LayerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Updates the meters. Called by one thread. */
    void show(List<LayerSimilarity> layers) {
        cka = layers.stream().collect(Collectors.toMap(LayerMeters::pair, LayerSimilarity::cka, (one, alike) -> one));
        for (LayerSimilarity layer : layers) {
            String pair = pair(layer);
            if (registered.size() < MOST && registered.add(pair)) {
                Gauge.builder(
                                "alambic.student.layer.cka.ratio",
                                this,
                                meters -> meters.cka.getOrDefault(pair, Double.NaN))
                        .description("Linear CKA of a layer of the teacher and one of the newest weights")
                        .tag("layers", pair)
                        .register(registry);
            }
        }
    }

    /** As pairs of features are written in the configuration. */
    private static String pair(LayerSimilarity layer) {
        return layer.teacherLayer() + ":" + layer.studentLayer();
    }
}
