package io.alambic.mapping;

import io.alambic.core.model.InputRanges;
import io.alambic.core.model.InputSpec;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.List;

/** Checks at the start that a mapping makes what a model reads; else every record would be dead-lettered. */
public final class MappingFit {

    private MappingFit() {}

    /**
     * Checks the tensors.
     *
     * @param model who reads them, such as {@code teacher}
     * @param inputs what it reads
     * @throws IllegalArgumentException naming the setting, what was expected and what it says
     */
    public static void require(RecordMapping mapping, String model, List<TensorSpec> inputs) {
        List<TensorSpec> tensors = mapping.tensors();
        for (TensorSpec input : inputs) {
            TensorSpec tensor = tensors.stream()
                    .filter(mapped -> mapped.name().equals(input.name()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "alambic.mapping.tensors: expected one for the %s's input %s, but got %s"
                                    .formatted(model, InputSpec.format(input), names(tensors))));
            if (!holds(tensor.type(), input.type()) || !fits(tensor, input)) {
                throw new IllegalArgumentException(
                        "alambic.mapping.tensors.%s: expected %s, which the %s reads, but got %s"
                                .formatted(input.name(), InputSpec.format(input), model, InputSpec.format(tensor)));
            }
        }
    }

    /**
     * Checks the numbers of categories and tokens.
     *
     * @param model who reads them, such as {@code student}
     * @param ranges what it can read
     * @throws IllegalArgumentException naming the setting, what was expected and what it can give
     */
    public static void requireNumbers(RecordMapping mapping, String model, InputRanges ranges) {
        ranges.byInput().forEach((input, range) -> {
            long most = mapping.most(input).orElse(range.most());
            if (most > range.most()) {
                throw new IllegalArgumentException(
                        "alambic.mapping.tensors.%s: expected numbers up to %d, which the %s reads, but its categories or tokens go up to %d"
                                .formatted(input, range.most(), model, most));
            }
        });
    }

    private static List<String> names(List<TensorSpec> tensors) {
        return tensors.stream().map(InputSpec::format).toList();
    }

    /** Numbers of half precision stand for those of single precision. */
    private static boolean holds(TensorType tensor, TensorType input) {
        return tensor == input || (tensor == TensorType.FP16 && input == TensorType.FP32);
    }

    /** An open dimension fits an open one only: its size is known when a record is read. */
    private static boolean fits(TensorSpec tensor, TensorSpec input) {
        if (tensor.letters().size() != input.letters().size()) {
            return false;
        }
        for (int axis = 0; axis < tensor.letters().size(); axis++) {
            boolean open = !tensor.letters().get(axis).isEmpty();
            boolean takesAny = !input.letters().get(axis).isEmpty();
            long size = tensor.sampleShape().get(axis);
            long most = input.sampleShape().get(axis);
            if (open ? !takesAny : takesAny ? size > most : size != most) {
                return false;
            }
        }
        return true;
    }
}
