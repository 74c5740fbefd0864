package io.alambic.cli.quickstart;

import io.alambic.cli.FileTrees;
import io.alambic.cli.ImageModels;
import io.alambic.cli.TeacherTraining;
import io.alambic.cli.UserError;
import io.alambic.datasets.Digest;
import io.alambic.datasets.IdxFolder;
import io.alambic.datasets.IdxImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Stores the trained teachers of this machine, one for each data set and training configuration. */
final class TeacherStore {

    /** Changes whenever older teachers become unusable. */
    private static final String GENERATION = "2";

    private static final int KEY_DIGITS = 16;

    private final RunContext context;

    TeacherStore(RunContext context) {
        this.context = context;
    }

    /** Returns the teacher for this data from the store; trains and stores it first if it is missing. */
    TrainedTeacher get(IdxFolder data, IdxImages train) throws InterruptedException {
        try {
            ImageModels models = ImageModels.of(train);
            Path place = context.home().cache().resolve("teachers").resolve(key(data));
            if (TrainedTeacher.isIn(place)) {
                context.screen().say("teacher: trained before, in %s", place);
                return TrainedTeacher.read(place);
            }
            Files.createDirectories(place.getParent());
            context.screen().say("teacher: training on %,d labelled images (kept for later runs)", train.size());
            train(data, models, place);
            return TrainedTeacher.read(place);
        } catch (IOException e) {
            throw new UserError(
                    "The teacher cache %s cannot be used (%s)."
                            .formatted(context.home().cache(), e.getMessage()),
                    e);
        }
    }

    private void train(IdxFolder data, ImageModels models, Path place) throws IOException, InterruptedException {
        Path fresh = place.resolveSibling(
                place.getFileName() + "-" + ProcessHandle.current().pid());
        try {
            new TeacherTraining(context.home())
                    .run(new TeacherTraining.Plan(
                            data.path(),
                            fresh,
                            context.settings().teacherEpochs(),
                            context.settings().seed(),
                            models));
            FileTrees.deleteTree(place);
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            FileTrees.deleteTree(fresh);
        }
    }

    private String key(IdxFolder data) throws IOException {
        StringBuilder text = new StringBuilder(GENERATION);
        for (Path file : data.files()) {
            text.append(' ').append(Digest.of(file));
        }
        text.append(" seed ").append(context.settings().seed());
        text.append(" epochs ").append(context.settings().teacherEpochs());
        return Digest.of(text.toString()).substring(0, KEY_DIGITS);
    }
}
