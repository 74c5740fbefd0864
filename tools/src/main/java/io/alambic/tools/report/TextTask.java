package io.alambic.tools.report;

import io.alambic.core.task.Classification;
import io.alambic.core.task.Embedding;
import io.alambic.core.task.NeighbourRecall;
import io.alambic.core.task.Task;
import io.alambic.tools.text.TextPass;
import java.util.Map;
import java.util.OptionalDouble;

/** The tasks of texts, and how answers to the same texts are compared. */
enum TextTask {
    /** Logits of classes. */
    CLASSIFICATION {
        @Override
        OptionalDouble accuracy(TextPass pass, float[][] answers) {
            return OptionalDouble.of(pass.accuracy(answers));
        }

        @Override
        Map<String, Double> figures(float[][] teacher, float[][] student) {
            if (teacher[0].length != student[0].length) {
                return Map.of();
            }
            double equal = 0;
            for (int i = 0; i < teacher.length; i++) {
                equal += TextPass.likeliest(teacher[i]) == TextPass.likeliest(student[i]) ? 1 : 0;
            }
            return Map.of("agreement", equal / teacher.length);
        }
    },
    /** Vectors. */
    EMBEDDING {
        @Override
        OptionalDouble accuracy(TextPass pass, float[][] answers) {
            return OptionalDouble.empty();
        }

        @Override
        Map<String, Double> figures(float[][] teacher, float[][] student) {
            return recall(teacher, NeighbourRecall.Similarity.cosine(student));
        }
    };

    /** Returns the task that answers texts so. */
    static TextTask of(Task task) {
        if (task instanceof Classification) {
            return CLASSIFICATION;
        }
        if (task instanceof Embedding) {
            return EMBEDDING;
        }
        throw new IllegalArgumentException(
                "models of texts are compared as classification or embedding, but --task is " + task.name());
    }

    /** Returns the share of right answers; empty if the task has no labels. */
    abstract OptionalDouble accuracy(TextPass pass, float[][] answers);

    /** Returns figures of the student against the teacher by name; none if they cannot be compared. */
    abstract Map<String, Double> figures(float[][] teacher, float[][] student);

    /** Returns how many of a text's 10 nearest neighbours by the teacher are among its 10 nearest by another similarity. */
    static Map<String, Double> recall(float[][] teacher, NeighbourRecall.Similarity other) {
        return Map.of(
                "recallAt10", NeighbourRecall.of(teacher.length, other, NeighbourRecall.Similarity.cosine(teacher)));
    }
}
