package io.alambic.cli.quickstart.distillation;

import io.alambic.cli.report.QuickstartTask;
import java.util.List;
import java.util.Map;

/** Embeddings of texts: the teacher is the transformer with the mean of its vectors, of length 1. Nothing is fitted, no text has a label. */
record EmbeddedTexts() implements TextGoal {

    @Override
    public QuickstartTask task() {
        return QuickstartTask.EMBEDDING;
    }

    @Override
    public int labelled() {
        return 0;
    }

    @Override
    public String training() {
        return "embedding";
    }

    @Override
    public String doing() {
        return "writing the transformer with the mean of its vectors";
    }

    @Override
    public List<String> arguments() {
        return List.of("--task", task().toString());
    }

    @Override
    public String output() {
        return "sentence_embedding";
    }

    @Override
    public Map<String, String> student(TrainedTeacher teacher) {
        return Map.of(
                "alambic.student.model.width",
                "64",
                "alambic.student.model.classes",
                Long.toString(teacher.number("dimensions")));
    }
}
