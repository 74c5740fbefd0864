package io.alambic.teacher.model;

import io.alambic.core.bucket.Buckets;
import io.alambic.core.model.OutputPick;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.models.LogitsFrom;
import io.alambic.models.ModelSource;
import io.alambic.models.remote.CallSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says which model answers, and which outputs become knowledge.
 *
 * @param source where the model is
 * @param inputs inputs of the model; empty if the model describes them itself
 * @param buckets of their open dimensions; empty if there are none
 * @param logits name or position of the output that holds the logits; empty for the output of that name,
 *     or else the only one
 * @param logitsFrom what that output holds
 * @param featureMaps outputs that become feature maps; may be empty
 * @param encoding of the feature maps; logits are always FP32
 * @param maxBatch most samples of one pass through the model, at least 1
 * @param calls time limits of a remote model
 */
public record ModelSettings(
        ModelSource source,
        List<TensorSpec> inputs,
        Optional<Buckets> buckets,
        String logits,
        LogitsFrom logitsFrom,
        List<OutputPick> featureMaps,
        Encoding encoding,
        int maxBatch,
        CallSettings calls) {

    public ModelSettings {
        inputs = buckets.isPresent() ? buckets.get().sized(inputs) : List.copyOf(inputs);
        requireBuckets(inputs, buckets);
        featureMaps = List.copyOf(featureMaps);
        if (maxBatch < 1) {
            throw new IllegalArgumentException("max batch must be at least 1, but is " + maxBatch);
        }
        List<String> names = featureMaps.stream().map(OutputPick::name).toList();
        if (names.stream().distinct().count() < names.size()) {
            throw new IllegalArgumentException("a feature map is named twice in " + names);
        }
        if (names.contains(Signature.LOGITS)) {
            throw new IllegalArgumentException("the logits always travel, and not as a feature map");
        }
    }

    private static void requireBuckets(List<TensorSpec> inputs, Optional<Buckets> buckets) {
        if (buckets.isEmpty() && inputs.stream().anyMatch(TensorSpec::isOpen)) {
            throw new IllegalArgumentException(
                    "inputs with open dimensions need sizes (alambic.teacher.sizes), such as T=16/32/64");
        }
    }

    /** A model of the zoo, in its folder, with feature maps under their own names. */
    public ModelSettings(Path folder, List<String> featureMaps, Encoding encoding, int maxBatch) {
        this(
                new ModelSource.Folder(folder),
                List.of(),
                Optional.empty(),
                "",
                LogitsFrom.AUTO,
                featureMaps.stream().map(OutputPick::parse).toList(),
                encoding,
                maxBatch,
                CallSettings.DEFAULT);
    }

    /**
     * Returns the outputs that become knowledge, the logits first.
     *
     * @throws IllegalArgumentException if the model does not say which output holds the logits
     */
    List<OutputPick> picks(Signature model) {
        List<OutputPick> picks = new ArrayList<>();
        picks.add(new OutputPick(Signature.LOGITS, logitsOf(model)));
        picks.addAll(featureMaps);
        return picks;
    }

    private String logitsOf(Signature model) {
        List<String> names = model.outputs().stream().map(TensorSpec::name).toList();
        if (!logits.isEmpty()) {
            return logits;
        }
        if (names.size() == 1 || names.contains(Signature.LOGITS)) {
            return names.size() == 1 ? names.get(0) : Signature.LOGITS;
        }
        throw new IllegalArgumentException(
                "which output holds the logits must be named (alambic.teacher.logits); the model has " + names);
    }
}
