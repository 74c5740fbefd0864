package io.alambic.tools.report;

import ai.djl.ndarray.NDManager;
import io.alambic.core.export.SavedStudent;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.task.NeighbourRecall;
import io.alambic.datasets.text.TokenizedTexts;
import io.alambic.tools.text.TextPass;
import io.alambic.tools.text.TfIdf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much of the teacher's neighbourhoods is found without it: by the student's architecture with its first weights, and by the tokens
 * that texts share.
 *
 * @param test texts that are compared
 * @param train texts of which the frequencies of tokens are known
 */
record EmbeddingBaselines(TextPass test, TokenizedTexts train) {

    private static final long SEED = 1;

    /**
     * Returns how alike each baseline finds the test texts.
     *
     * @param student a checkpoint, or a folder of checkpoints or of a model; another model has no first weights
     * @throws IOException if it cannot be read
     */
    Map<String, NeighbourRecall.Similarity> similarities(Path student, NDManager manager) throws IOException {
        Map<String, NeighbourRecall.Similarity> baselines = new LinkedHashMap<>();
        if (Files.isDirectory(student) || SavedStudent.isCheckpoint(student)) {
            try (NDManager scope = manager.newSubManager()) {
                SavedStudent.read(student, scope)
                        .zoo()
                        .ifPresent(zoo -> baselines.put("untrained student", untrained(zoo, scope)));
            }
        }
        baselines.put("tf-idf of tokens", TfIdf.of(train).similarity(test.texts()));
        return baselines;
    }

    private NeighbourRecall.Similarity untrained(LayeredArchitecture architecture, NDManager scope) {
        try (InferenceNetwork network = architecture.newNetwork(scope, SEED)) {
            TextPass.Answer answer = TextPass.Answer.output(Signature.LOGITS);
            return NeighbourRecall.Similarity.cosine(test.answers(network, answer, scope, done -> {}));
        }
    }
}
