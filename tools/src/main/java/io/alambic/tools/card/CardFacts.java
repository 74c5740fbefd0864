package io.alambic.tools.card;

import io.alambic.core.export.SavedStudent;
import io.alambic.core.figures.Figure;
import io.alambic.core.model.Signature;
import io.alambic.core.storage.WeightType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a model card says.
 *
 * @param name of the exported model
 * @param task name of what it does
 * @param student that was exported
 * @param signature inputs and outputs
 * @param parameters values that training changed
 * @param weights type in which they are stored
 * @param measured figures of what was written, by the samples they are of, such as {@code 10,000 test images}
 * @param files that were written
 */
public record CardFacts(
        String name,
        String task,
        SavedStudent student,
        Signature signature,
        long parameters,
        WeightType weights,
        Map<String, Map<Figure, Double>> measured,
        List<Path> files) {}
