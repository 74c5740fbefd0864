package io.alambic.student.wiring.configuration;

import static io.alambic.core.settings.Values.about;

import io.alambic.core.bucket.Buckets;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.BucketedArchitecture;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.zoo.TextArchitecture;
import io.alambic.core.zoo.Zoo;
import java.util.List;
import java.util.Optional;

/**
 * Reads an architecture of the zoo for texts: its input is named as that of a TorchScript student, for its length may be open.
 *
 * @param config names one of them
 */
record TextArchitectureReader(StudentConfig.Model config) {

    private static final String MODEL = "alambic.student.model";

    /**
     * Reads the architecture.
     *
     * @throws InvalidSettingException naming the key, what came and what was expected
     */
    Architecture read() {
        List<TensorSpec> inputs = config.inputs().map(Parts::all).orElse(List.of());
        if (inputs.size() != 1) {
            throw new InvalidSettingException(
                    "%s.inputs: expected the one input of tokens, such as input_ids:INT64:T, but got %d inputs"
                            .formatted(MODEL, inputs.size()),
                    null);
        }
        Optional<Buckets> buckets = about(MODEL + ".sizes", () -> Buckets.of(inputs, config.sizes(), config.padding()));
        TensorSpec tokens = buckets.map(all -> all.sized(inputs)).orElse(inputs).get(0);
        TextArchitecture text = about(MODEL, () -> architecture(tokens.name()));
        return about(MODEL + ".inputs", () -> {
            Architecture taking = text.taking(tokens);
            return buckets.<Architecture>map(all -> BucketedArchitecture.of(taking, all))
                    .orElse(taking);
        });
    }

    private TextArchitecture architecture(String tokens) {
        return Zoo.ofText(
                config.architecture(),
                tokens,
                config.vocabulary(),
                config.width(),
                config.convolutions().all(),
                Parts.in(config.dense()),
                config.classes());
    }
}
