package io.alambic.tools.describe;

import io.alambic.core.layer.network.LayerTable;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Describes a model.
 *
 * @param source as it is named in configuration
 * @param kind kind of the model, in words
 * @param name of the model
 * @param version of its weights
 * @param signature inputs and all outputs
 * @param logits name of the output that holds the logits, or probably does
 * @param parameters values that training may change; empty if not known
 * @param multiplyAdds for one sample, of convolutions and dense layers; empty if not known
 * @param proposed whether letters and sizes of open dimensions are a proposal
 * @param varying outputs that differ between passes about the same sample
 * @param probabilities whether that output holds probabilities
 * @param tasks names of the tasks that such an output can be the answer of
 * @param teacher settings of a teacher service
 * @param student settings of a student service; empty if such a model cannot be trained
 * @param layers of a model that is a list of them; else empty
 */
record ModelReport(
        String source,
        String kind,
        String name,
        String version,
        Signature signature,
        String logits,
        OptionalLong parameters,
        OptionalLong multiplyAdds,
        boolean proposed,
        List<String> varying,
        boolean probabilities,
        List<String> tasks,
        Map<String, String> teacher,
        Map<String, String> student,
        List<LayerTable.Row> layers) {

    private static final Set<TensorType> NUMBERS = Set.of(TensorType.FP16, TensorType.FP32, TensorType.FP64);

    /** Returns whether an output can be a feature map. */
    static boolean canBeFeatureMap(TensorSpec output, String logits) {
        return NUMBERS.contains(output.type())
                && output.sampleShape().dimension() >= 1
                && !output.name().equals(logits);
    }

    /** Returns the outputs that can be feature maps. */
    List<TensorSpec> featureMaps() {
        return signature.outputs().stream()
                .filter(output -> canBeFeatureMap(output, logits))
                .toList();
    }
}
