package io.alambic.student.wiring.configuration;

import io.alambic.core.model.Architecture;
import io.alambic.core.model.Signature;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.mapping.MappingFit;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.wiring.ConfiguredMapping;
import io.alambic.mapping.wiring.MappingConfig;
import io.alambic.student.protocol.RecordInput;
import java.util.List;
import java.util.Optional;

/**
 * Makes the mapping of the records that requests bring.
 *
 * @param isOn whether they bring records
 * @param mapping that of the teacher's topic
 * @param maxBytes most bytes that the samples of a record may take
 */
record ServedMapping(boolean isOn, MappingConfig mapping, int maxBytes) {

    private static final String KEY = "alambic.student.serving.mapping";

    /**
     * Returns the mapping; empty where requests bring tensors.
     *
     * @throws InvalidSettingException with one line for each invalid setting
     */
    Optional<RecordMapping> of(Signature student) {
        if (!isOn) {
            return Optional.empty();
        }
        List<TensorSpec> inputs = student.named();
        if (inputs.stream().anyMatch(input -> input.name().equals(RecordInput.NAME))) {
            throw new InvalidSettingException(
                    "%s: expected false for a student that has an input '%s' itself, but got true"
                            .formatted(KEY, RecordInput.NAME),
                    null);
        }
        RecordMapping records = records()
                .orElseThrow(() -> new InvalidSettingException(
                        "%s: expected the format of the records, such as json, in alambic.mapping.format, but got 'alambic'"
                                .formatted(KEY),
                        null));
        try {
            MappingFit.require(records, "student", inputs);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(e.getMessage(), e);
        }
        return Optional.of(records);
    }

    /**
     * Checks that the mapping of the teacher's topic, if the configuration has one, makes what the student learns from, whether requests bring
     * records or not.
     *
     * @throws IllegalArgumentException naming the setting, what was expected and what it says
     */
    void requireFit(Architecture student) {
        records().ifPresent(records -> {
            MappingFit.require(records, "student", student.signature().named());
            MappingFit.requireNumbers(records, "student", student.inputRanges());
        });
    }

    private Optional<RecordMapping> records() {
        return new ConfiguredMapping(mapping).mapping(maxBytes);
    }
}
