package io.alambic.cli.quickstart.distillation;

import io.alambic.cli.ToolsJar;
import io.alambic.cli.UserError;
import io.alambic.cli.quickstart.run.QuickstartSettings;
import io.alambic.cli.quickstart.run.RunContext;
import io.alambic.cli.report.QuickstartTask;
import io.alambic.datasets.ChosenSamples;
import io.alambic.datasets.LabelledSamples;
import io.alambic.datasets.targets.TargetSet;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Distils a teacher of samples whose labels are tensors: classes of pixels, or numbers. */
public final class TargetDistillation implements Distillation {

    private final RunContext context;
    private final TargetSet set;
    private final TargetSet.Split samples;

    private TargetDistillation(RunContext context, TargetSet set, TargetSet.Split samples) {
        this.context = context;
        this.set = set;
        this.samples = samples;
    }

    /** Draws or reads the samples; downloads them first if they are missing. */
    public static TargetDistillation find(RunContext context) throws InterruptedException {
        QuickstartSettings settings = context.settings();
        TargetSet set = settings.dataset().targets().orElseThrow();
        if (settings.data() != null) {
            throw new UserError("--data is for images of one class each and for texts, not for %s.".formatted(set));
        }
        TargetSet.Split samples =
                set.get(context.home().cache(), line -> context.screen().say("data: %s", line));
        TargetDistillation targets = new TargetDistillation(context, set, samples);
        settings.samplesOf(targets.stream().size());
        context.screen()
                .say(
                        "data: %,d training samples, %,d of them with labels, and %,d test samples",
                        samples.train().size(),
                        settings.labelled(samples.train().size()),
                        samples.test().size());
        return targets;
    }

    @Override
    public QuickstartTask task() {
        return context.settings().task();
    }

    @Override
    public LabelledSamples stream() {
        QuickstartSettings settings = context.settings();
        return new ChosenSamples(
                samples.train(),
                settings.passes(),
                settings.labelled(samples.train().size()));
    }

    @Override
    public LabelledSamples test() {
        return samples.test();
    }

    @Override
    public TrainedTeacher teacher() throws InterruptedException {
        QuickstartSettings settings = context.settings();
        String training = "%s seed %d epochs %d".formatted(set, settings.seed(), settings.teacherEpochs());
        TeacherStore.Wanted wanted = new TeacherStore.Wanted(
                List.of(),
                training,
                TrainedTeacher.OTHER,
                "training on %,d labelled samples".formatted(samples.train().size()));
        return new TeacherStore(context).get(wanted, place -> new ToolsJar(context.home())
                .require(
                        "The teacher's training",
                        List.of(
                                "train-teacher",
                                "--targets",
                                set.toString(),
                                "--epochs",
                                Integer.toString(settings.teacherEpochs()),
                                "--seed",
                                Long.toString(settings.seed()),
                                "--out",
                                place.toString())));
    }

    @Override
    public Map<String, String> teacherSettings(TrainedTeacher teacher) {
        return Map.of(
                "alambic.teacher.model",
                teacher.folder().toString(),
                "alambic.teacher.feature-maps",
                "",
                "alambic.teacher.logits-from",
                "logits");
    }

    @Override
    public Map<String, String> studentSettings(TrainedTeacher teacher) {
        Map<String, String> all = new HashMap<>(Map.of(
                "alambic.student.task",
                task().toString(),
                "alambic.student.model.input",
                studentReads(),
                "alambic.student.model.classes",
                Integer.toString(set.answers()),
                "alambic.student.features",
                ""));
        all.putAll(
                switch (set) {
                    case SHAPES ->
                        Map.of(
                                "alambic.student.model.architecture",
                                "fcn",
                                "alambic.student.model.convolutions",
                                "8,8,8",
                                "alambic.student.batch-size",
                                "16");
                    case BIRTHS ->
                        Map.of(
                                "alambic.student.model.architecture",
                                "mlp",
                                "alambic.student.model.dense",
                                "32",
                                "alambic.student.batch-size",
                                "16");
                });
        return all;
    }

    @Override
    public String studentReads() {
        return samples.train().inputs().name()
                + set.shape().stream().map(String::valueOf).collect(Collectors.joining("x", ":", ""));
    }

    @Override
    public Optional<Comparison> comparison(TrainedTeacher teacher, Path checkpoints) {
        return Optional.empty();
    }
}
