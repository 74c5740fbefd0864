package io.alambic.bench.pipeline;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.baseline.InProcessLoop;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.comparison.KnowledgeBatch;
import io.alambic.bench.comparison.Quickstart;
import io.alambic.bench.measure.Contender;
import io.alambic.core.model.TrainableNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What teacher and student compute, and nothing else: the services' own passes and steps on data in memory, side by side on
 * threads of their own. With rates r and s, a sample takes 1/r + 1/s of a processor, so that all of them together get through
 * processors / (1/r + 1/s): no chain of such models can be faster. Used by one thread.
 */
final class PassesAndSteps implements Contender {

    private static final int THREADS = 2;

    private final int processors;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final NDManager manager;
    private final InProcessLoop passes;
    private final Contender steps;

    /** A network with random weights, and random images. */
    PassesAndSteps(ComparisonSetup setup, int processors) throws IOException {
        this.processors = Math.max(THREADS, processors);
        manager = setup.manager().newSubManager();
        TrainableNetwork teacher = Quickstart.TEACHER.newNetwork(manager, setup.seed());
        KnowledgeBatch taught = KnowledgeBatch.of(manager, TeacherPipeline.BATCH, setup.seed());
        passes = new InProcessLoop(
                "its passes alone", TeacherPipeline.BATCH, () -> taught.forward(teacher, manager), teacher::close);
        steps = StudentPipeline.steps(setup);
    }

    @Override
    public String name() {
        return "their passes and steps alone";
    }

    @Override
    public double samplesPerSecond(Duration slice) throws IOException, InterruptedException {
        Future<Double> taught = thread.submit(() -> passes.samplesPerSecond(slice));
        double learned = steps.samplesPerSecond(slice);
        try {
            return processors / (1 / taught.get() + 1 / learned);
        } catch (ExecutionException e) {
            throw new IOException("the teacher's pass failed", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        steps.close();
        passes.close();
        manager.close();
    }
}
