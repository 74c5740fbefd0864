package io.alambic.cli.quickstart.distillation;

import io.alambic.cli.FileTrees;
import io.alambic.cli.UserError;
import io.alambic.cli.quickstart.run.RunContext;
import io.alambic.datasets.fetch.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Stores the trained teachers of this machine, one for each data set and training configuration. */
final class TeacherStore {

    /** Changes whenever older teachers become unusable. */
    private static final String GENERATION = "2";

    private static final int KEY_DIGITS = 16;

    private final RunContext context;

    TeacherStore(RunContext context) {
        this.context = context;
    }

    /**
     * A teacher that is wanted.
     *
     * @param files that it is trained on
     * @param training everything else that decides what it becomes
     * @param description name of the description in its folder
     * @param doing what its training does, for the user
     */
    record Wanted(List<Path> files, String training, String description, String doing) {

        Wanted {
            files = List.copyOf(files);
        }

        private String key() throws IOException {
            StringBuilder text = new StringBuilder(GENERATION);
            for (Path file : files) {
                text.append(' ').append(Digest.of(file));
            }
            text.append(' ').append(training);
            return Digest.of(text.toString()).substring(0, KEY_DIGITS);
        }
    }

    /** Trains a teacher into a folder. */
    @FunctionalInterface
    interface Training {

        void into(Path folder) throws InterruptedException;
    }

    /** Returns a teacher from the store; trains and stores it first if it is missing. */
    TrainedTeacher get(Wanted wanted, Training training) throws InterruptedException {
        try {
            Path place = context.home().cache().resolve("teachers").resolve(wanted.key());
            if (TrainedTeacher.isIn(place, wanted.description())) {
                context.screen().say("teacher: trained before, in %s", place);
                return TrainedTeacher.read(place, wanted.description());
            }
            Files.createDirectories(place.getParent());
            context.screen().say("teacher: %s (kept for later runs)", wanted.doing());
            train(training, place);
            return TrainedTeacher.read(place, wanted.description());
        } catch (IOException e) {
            throw new UserError(
                    "The teacher cache %s cannot be used (%s)."
                            .formatted(context.home().cache(), e.getMessage()),
                    e);
        }
    }

    private static void train(Training training, Path place) throws IOException, InterruptedException {
        Path fresh = place.resolveSibling(
                place.getFileName() + "-" + ProcessHandle.current().pid());
        try {
            training.into(fresh);
            FileTrees.deleteTree(place);
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            FileTrees.deleteTree(fresh);
        }
    }
}
