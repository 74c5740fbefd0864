package io.alambic.bench.distill;

import ai.djl.ndarray.NDManager;
import io.alambic.core.data.LabelledData;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.LoadedModel;
import io.alambic.core.storage.ModelDescription;
import io.alambic.core.train.StepReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Trains the teacher once, computes its answers once, and trains a student for each variant and seed.
 *
 * @param cache keeps the teacher
 * @param nanoClock such as {@link System#nanoTime()}
 * @param progress told line by line what is being done
 */
public record DistillationStudy(TeacherCache cache, LongSupplier nanoClock, Consumer<String> progress) {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int STEPS_BETWEEN_LINES = 200;
    private static final long AUGMENTATION_SEED = 42;

    /**
     * Result of a study.
     *
     * @param teacher as its folder describes it
     * @param accuracies of each variant, in order
     */
    public record Outcome(ModelDescription teacher, List<Accuracies> accuracies) {

        public Outcome {
            accuracies = List.copyOf(accuracies);
        }
    }

    /**
     * Runs the study.
     *
     * @param variants what to train
     * @param seeds one training for each
     * @throws IOException if the teacher cannot be kept
     */
    public Outcome run(
            Protocol protocol,
            LabelledData train,
            LabelledData test,
            List<Variant> variants,
            List<Long> seeds,
            NDManager parent)
            throws IOException {
        long steps = protocol.teacherTraining().steps(protocol.mirrored() ? 2 * train.size() : train.size());
        LoadedModel teacher = cache.get(protocol, train, test, report -> tell(report, steps), parent);
        say("teacher: test accuracy %.2f %%", 100 * teacher.description().accuracy());
        LabelledData own = train.first(protocol.samples());
        Map<Boolean, TaughtSet> sets = new HashMap<>();
        try (TrainableNetwork network = teacher.network()) {
            List<String> maps =
                    protocol.features().stream().map(pair -> pair.teacher()).toList();
            sets.put(false, TaughtSet.of(own, network, maps, parent));
            if (variants.stream().anyMatch(Variant::augmented)) {
                LabelledData augmented = own.withAugmented(protocol.augmentations(), AUGMENTATION_SEED);
                List<String> read = variants.contains(Variant.KL_INFO_NCE_AUGMENTED) ? maps : List.of();
                sets.put(true, TaughtSet.of(augmented, network, read, parent));
            }
        }
        StudentTrainer classroom = new StudentTrainer(protocol, variant -> sets.get(variant.augmented()), test, parent);
        return new Outcome(teacher.description(), train(classroom, variants, seeds));
    }

    private List<Accuracies> train(StudentTrainer classroom, List<Variant> variants, List<Long> seeds) {
        Map<Variant, List<Double>> reached = new EnumMap<>(Variant.class);
        Map<Variant, Double> seconds = new EnumMap<>(Variant.class);
        for (long seed : seeds) {
            for (Variant variant : variants) {
                long start = nanoClock.getAsLong();
                double accuracy = classroom.accuracy(variant, seed);
                double took = (nanoClock.getAsLong() - start) / NANOS_PER_SECOND;
                say("%s, seed %d: test accuracy %.2f %% (%.0f s)", variant.label(), seed, 100 * accuracy, took);
                reached.computeIfAbsent(variant, key -> new ArrayList<>()).add(accuracy);
                seconds.merge(variant, took, Double::sum);
            }
        }
        return variants.stream()
                .map(variant -> new Accuracies(variant, reached.get(variant), seconds.get(variant)))
                .toList();
    }

    private void tell(StepReport report, long steps) {
        if (report.step() % STEPS_BETWEEN_LINES == 0 || report.step() == steps) {
            say("teacher: step %,d of %,d, loss %.3f", report.step(), steps, report.total());
        }
    }

    private void say(String format, Object... values) {
        progress.accept(String.format(Locale.ROOT, format, values));
    }
}
