package io.alambic.student.wiring.configuration;

import static io.alambic.core.settings.Values.about;

import io.alambic.core.bucket.Buckets;
import io.alambic.core.layer.declared.Declaration;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.BucketedArchitecture;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.zoo.TextArchitecture;
import io.alambic.core.zoo.TextSizes;
import io.alambic.core.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads an architecture that is a list of layers: one of the zoo, or one that a file declares. The length of texts, and what a file
 * leaves open, has its sizes from settings.
 *
 * @param config names the architecture
 */
record LayeredArchitectureReader(StudentConfig.Model config) {

    private static final String MODEL = "alambic.student.model";

    /**
     * Reads the architecture.
     *
     * @throws InvalidSettingException naming the key, what came and what was expected
     */
    Architecture read() {
        if (Declaration.isFile(config.architecture())) {
            LayeredArchitecture declared = declared();
            return sized(declared, declared.input());
        }
        return Zoo.readsText(config.architecture()) ? text() : fixed();
    }

    private LayeredArchitecture declared() {
        return about(MODEL + ".architecture", () -> {
            try {
                return Declaration.read(Path.of(config.architecture()));
            } catch (IOException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        });
    }

    private Architecture fixed() {
        return about(
                MODEL,
                () -> Zoo.of(
                        config.architecture(),
                        config.input(),
                        config.convolutions().all(),
                        Parts.in(config.dense()),
                        config.classes()));
    }

    private Architecture text() {
        List<TensorSpec> inputs = config.inputs().map(Parts::all).orElse(List.of());
        if (inputs.size() != 1) {
            throw new InvalidSettingException(
                    "%s.inputs: expected the one input of tokens, such as input_ids:INT64:T, but got %d inputs"
                            .formatted(MODEL, inputs.size()),
                    null);
        }
        TextSizes sizes = new TextSizes(
                config.vocabulary(),
                config.width(),
                config.convolutions().all(),
                config.heads(),
                config.encoders(),
                Parts.in(config.dense()),
                config.classes());
        TensorSpec input = inputs.get(0);
        TextArchitecture text = about(MODEL, () -> Zoo.ofText(config.architecture(), input.name(), sizes));
        return sized(text, input);
    }

    private Architecture sized(LayeredArchitecture architecture, TensorSpec input) {
        List<TensorSpec> inputs = List.of(input);
        Optional<Buckets> buckets = about(MODEL + ".sizes", () -> Buckets.of(inputs, config.sizes(), config.padding()));
        TensorSpec largest =
                buckets.map(all -> all.sized(inputs)).orElse(inputs).get(0);
        return about(MODEL + ".inputs", () -> {
            LayeredArchitecture taking = architecture.taking(largest);
            return buckets.<Architecture>map(all -> BucketedArchitecture.of(taking, all))
                    .orElse(taking);
        });
    }
}
