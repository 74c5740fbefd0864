package io.alambic.cli.quickstart.distillation;

import io.alambic.cli.ImageModels;
import io.alambic.cli.TeacherTraining;
import io.alambic.cli.quickstart.run.QuickstartSettings;
import io.alambic.cli.quickstart.run.RunContext;
import io.alambic.cli.report.QuickstartTask;
import io.alambic.cli.run.Screen;
import io.alambic.datasets.ChosenSamples;
import io.alambic.datasets.DataSets;
import io.alambic.datasets.IdxFolder;
import io.alambic.datasets.IdxImages;
import io.alambic.datasets.ImageViews;
import io.alambic.datasets.LabelledSamples;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Distils a convolutional classifier of images. Teacher and student may see different views of them. */
public final class ImageDistillation implements Distillation {

    private final RunContext context;
    private final IdxFolder data;
    private final IdxImages train;
    private final List<IdxImages> views;
    private final IdxImages test;

    private ImageDistillation(
            RunContext context, IdxFolder data, IdxImages train, List<IdxImages> views, IdxImages test) {
        this.context = context;
        this.data = data;
        this.train = train;
        this.views = views;
        this.test = test;
    }

    /** Reads the images; downloads them first if they are missing. */
    public static ImageDistillation find(RunContext context) throws InterruptedException {
        QuickstartSettings settings = context.settings();
        Screen screen = context.screen();
        IdxFolder data = new DataSets(context.home().cache())
                .find(settings.dataset().images().orElseThrow(), settings.data(), line -> screen.say("data: %s", line));
        IdxImages train = data.train();
        List<IdxImages> views = settings.studentView().beside(train);
        ImageDistillation images = new ImageDistillation(
                context, data, train, views, settings.studentView().of(data.test()));
        settings.samplesOf(images.stream().size());
        if (images.seen() != train) {
            screen.say(
                    "data: the teacher reads images of %s, the student '%s' of %s",
                    train.shape(), images.seen().tensor(), images.seen().shape());
        }
        screen.say("data: %,d training and %,d test images in %s", train.size(), images.test.size(), data.path());
        return images;
    }

    private IdxImages seen() {
        return views.get(views.size() - 1);
    }

    @Override
    public QuickstartTask task() {
        return QuickstartTask.CLASSIFICATION;
    }

    @Override
    public LabelledSamples stream() {
        QuickstartSettings settings = context.settings();
        return new ChosenSamples(new ImageViews(views), settings.passes(), settings.labelled(train.size()));
    }

    @Override
    public LabelledSamples test() {
        return test;
    }

    @Override
    public TrainedTeacher teacher() throws InterruptedException {
        QuickstartSettings settings = context.settings();
        return new TeacherStore(context)
                .get(
                        new TeacherStore.Wanted(
                                data.files(),
                                "seed %d epochs %d".formatted(settings.seed(), settings.teacherEpochs()),
                                TrainedTeacher.ZOO,
                                "training on %,d labelled images".formatted(train.size())),
                        place -> new TeacherTraining(context.home())
                                .run(new TeacherTraining.Plan(
                                        data.path(),
                                        place,
                                        settings.teacherEpochs(),
                                        settings.seed(),
                                        ImageModels.of(train))));
    }

    @Override
    public Map<String, String> teacherSettings(TrainedTeacher teacher) {
        return Map.of(
                "alambic.teacher.model", teacher.folder().toString(),
                "alambic.teacher.feature-maps", models().map(),
                "alambic.teacher.student-inputs",
                        context.settings().studentView().toString());
    }

    @Override
    public Map<String, String> studentSettings(TrainedTeacher teacher) {
        return models().studentSettings();
    }

    private ImageModels models() {
        return ImageModels.of(seen());
    }

    @Override
    public String studentReads() {
        return models().input();
    }

    @Override
    public Optional<Comparison> comparison(TrainedTeacher teacher, Path checkpoints) {
        return Optional.empty();
    }
}
