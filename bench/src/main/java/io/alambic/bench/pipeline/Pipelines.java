package io.alambic.bench.pipeline;

import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.distill.KnowledgeBytes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** All comparisons of whole pipelines. */
public final class Pipelines {

    /** In the order in which they run. */
    public static final List<Comparison> ALL = List.of(
            new TeacherPipeline(),
            new SingleSamples(),
            StudentPipeline.againstDjl(),
            StudentPipeline.againstPyTorch(),
            Serving.toSaturation(),
            new ServingPython(),
            new Interference(),
            new Overhead(Optional.empty()),
            MemoryComparison.ofAMillion(),
            new KnowledgeBytes(),
            new Startup(),
            new Freshness(),
            new ChainPipeline(),
            Scale.toEight());

    private Pipelines() {}

    /**
     * The one about overhead.
     *
     * @param profiles folder for flame graphs, if they are wanted
     */
    public static Comparison overhead(Optional<Path> profiles) {
        return new Overhead(profiles);
    }
}
