package io.alambic.bench.pipeline;

import io.alambic.bench.comparison.Comparison;
import java.util.List;

/** Every comparison in which services run. */
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
            new Startup(),
            new Freshness(),
            new ChainPipeline(),
            Scale.toEight());

    private Pipelines() {}
}
