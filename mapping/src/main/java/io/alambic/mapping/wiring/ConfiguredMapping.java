package io.alambic.mapping.wiring;

import io.alambic.core.settings.InvalidSettingException;
import io.alambic.mapping.MappingSettings;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.TensorMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the mapping of the records from its configuration.
 *
 * @param config of the mapping
 * @param folder from which relative paths in it start
 */
public record ConfiguredMapping(MappingConfig config, Path folder) {

    /** Records that are batches of samples, and need no mapping. */
    private static final String BATCHES = "alambic";

    /** A mapping whose relative paths start from the working directory. */
    public ConfiguredMapping(MappingConfig config) {
        this(config, Path.of(""));
    }

    /**
     * Returns the mapping; empty where records are batches of samples.
     *
     * @param maxBytes most bytes that the samples of a record may take
     * @throws InvalidSettingException with one line for each invalid setting
     */
    public Optional<RecordMapping> mapping(int maxBytes) {
        String format = config.format().strip();
        if (!format.equals(BATCHES)) {
            return Optional.of(RecordMapping.of(settings(format), maxBytes));
        }
        if (!config.tensors().isEmpty()) {
            throw new InvalidSettingException(
                    "alambic.mapping.format: expected the format of the records, such as json, beside alambic.mapping.tensors,"
                            + " but got 'alambic', which needs none",
                    null);
        }
        return Optional.empty();
    }

    private MappingSettings settings(String format) {
        return new MappingSettings(
                format,
                config.samples(),
                config.filter().orElse(List.of()),
                config.id(),
                config.time(),
                Optional.of(tensor("label", config.label()))
                        .filter(label -> !label.fields().isEmpty()),
                config.tensors().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> tensor(entry.getKey(), entry.getValue()))
                        .toList(),
                new ConfiguredSchemas(config, folder).settings(),
                folder);
    }

    private static TensorMapping tensor(String name, MappingConfig.Tensor tensor) {
        return new TensorMapping(
                name, tensor.type(), tensor.shape(), tensor.fields().orElse(List.of()));
    }
}
