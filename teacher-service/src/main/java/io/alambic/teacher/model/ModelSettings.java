package io.alambic.teacher.model;

import io.alambic.core.tensor.Encoding;
import java.nio.file.Path;
import java.util.List;

/**
 * Which model answers, and what of it travels.
 *
 * @param folder that teacher training wrote
 * @param featureMaps names of the outputs that travel as feature maps; may be empty
 * @param encoding of the feature maps; logits always travel as FP32
 * @param maxBatch most samples of one pass through the model, at least 1
 */
public record ModelSettings(Path folder, List<String> featureMaps, Encoding encoding, int maxBatch) {

    public ModelSettings {
        featureMaps = List.copyOf(featureMaps);
        if (maxBatch < 1) {
            throw new IllegalArgumentException("max batch must be at least 1, but is " + maxBatch);
        }
        if (featureMaps.stream().distinct().count() < featureMaps.size()) {
            throw new IllegalArgumentException("a feature map is named twice in " + featureMaps);
        }
    }
}
