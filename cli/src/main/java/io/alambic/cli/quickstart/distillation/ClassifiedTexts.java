package io.alambic.cli.quickstart.distillation;

import io.alambic.cli.report.QuickstartTask;
import io.alambic.datasets.text.TextSet;
import java.util.List;
import java.util.Map;

/**
 * Classes of texts: the teacher is the transformer with a head for the labels that there are.
 *
 * @param labelled training texts that have labels
 * @param seed of the head
 */
record ClassifiedTexts(int labelled, long seed) implements TextGoal {

    private static final int CLASSES = 2;

    @Override
    public QuickstartTask task() {
        return QuickstartTask.CLASSIFICATION;
    }

    @Override
    public String training() {
        return "seed %d labelled %d sizes %s".formatted(seed, labelled, TextSet.SIZES);
    }

    @Override
    public String doing() {
        return "fitting a head on the embeddings of %,d labelled texts".formatted(labelled);
    }

    @Override
    public List<String> arguments() {
        return List.of("--labelled", Integer.toString(labelled), "--seed", Long.toString(seed));
    }

    @Override
    public String output() {
        return "logits";
    }

    @Override
    public Map<String, String> student(TrainedTeacher teacher) {
        return Map.of("alambic.student.model.width", "32", "alambic.student.model.classes", Integer.toString(CLASSES));
    }
}
