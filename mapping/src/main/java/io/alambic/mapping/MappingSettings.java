package io.alambic.mapping;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A mapping, as text. {@code docs/mapping.md}.
 *
 * @param format of the value, one of {@link io.alambic.mapping.format.RecordFormats}
 * @param samples path to the samples in a record; if absent, a record is one sample
 * @param filters conditions that a sample has to meet
 * @param id source of a sample's identity
 * @param time source of its event time
 * @param label of a sample: its class, unless a shape makes it a label tensor
 * @param tensors at least one
 * @param schemas of a format that needs them
 * @param folder from which the paths of files in expressions start
 */
public record MappingSettings(
        String format,
        Optional<String> samples,
        List<String> filters,
        Optional<String> id,
        Optional<String> time,
        Optional<TensorMapping> label,
        List<TensorMapping> tensors,
        SchemaSettings schemas,
        Path folder) {

    private static final Path WORKING_DIRECTORY = Path.of("");

    /** A mapping of records that need no schema. */
    public MappingSettings(
            String format,
            Optional<String> samples,
            List<String> filters,
            Optional<String> id,
            Optional<String> time,
            Optional<TensorMapping> label,
            List<TensorMapping> tensors) {
        this(format, samples, filters, id, time, label, tensors, SchemaSettings.NONE);
    }

    /** A mapping whose paths start from the working directory. */
    public MappingSettings(
            String format,
            Optional<String> samples,
            List<String> filters,
            Optional<String> id,
            Optional<String> time,
            Optional<TensorMapping> label,
            List<TensorMapping> tensors,
            SchemaSettings schemas) {
        this(format, samples, filters, id, time, label, tensors, schemas, WORKING_DIRECTORY);
    }

    public MappingSettings {
        Objects.requireNonNull(format, "format");
        filters = List.copyOf(filters);
        tensors = List.copyOf(tensors);
    }
}
