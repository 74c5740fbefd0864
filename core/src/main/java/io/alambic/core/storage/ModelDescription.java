package io.alambic.core.storage;

import io.alambic.core.layer.network.LayeredArchitecture;
import java.util.Objects;

/**
 * The description of a model in its folder.
 *
 * @param formatVersion of the folder
 * @param name of the model
 * @param version first 12 hexadecimal digits of the SHA-256 of the weights
 * @param architecture how to build it
 * @param parameters number of learned values
 * @param bytes of all weights as they are stored
 * @param accuracy on the test set, 0..1; NaN is not allowed in JSON, so null if it was not measured
 * @param trainedSamples samples seen in training, repetitions included
 */
public record ModelDescription(
        int formatVersion,
        String name,
        String version,
        LayeredArchitecture architecture,
        long parameters,
        long bytes,
        Double accuracy,
        long trainedSamples) {

    public static final int FORMAT_VERSION = 2;

    public ModelDescription {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(architecture, "architecture");
        if (formatVersion != FORMAT_VERSION) {
            throw new IllegalArgumentException(
                    "model folder of format %d, but this release reads %d".formatted(formatVersion, FORMAT_VERSION));
        }
    }
}
