package io.alambic.bench.pipeline;

import io.alambic.bench.comparison.Comparison;
import io.alambic.bench.distill.KnowledgeBytes;
import java.util.List;

/** Every comparison of whole pipelines. */
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
            new Overhead(),
            Memory.ofAMillion(),
            new KnowledgeBytes(),
            new Startup(),
            new Freshness(),
            new ChainPipeline(),
            Scale.toEight());

    private Pipelines() {}
}
