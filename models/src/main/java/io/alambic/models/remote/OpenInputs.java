package io.alambic.models.remote;

import io.alambic.inference.ModelMetadataResponse.TensorMetadata;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Proposes names for the open dimensions of a model's inputs: T for the length of a series, H and W for the sides of an image. The
 * server does not say which of them are equal, so each kind of input has the same letters.
 *
 * @param inputs as {@code alambic.teacher.inputs} names them
 * @param sizes as {@code alambic.teacher.sizes} names them
 */
record OpenInputs(String inputs, String sizes) {

    private static final String LENGTH = "T";
    private static final String LENGTHS = "16/32/64/128";
    private static final String SIDES = "HW";
    private static final String LENGTHS_OF_SIDES = "224/448";

    /** Returns a proposal for inputs, of which at least one is open. */
    static OpenInputs of(List<TensorMetadata> inputs) {
        Set<String> letters = new TreeSet<>();
        String named = inputs.stream()
                .map(input -> input.getName() + ":" + input.getDatatype() + ":" + shape(input, letters))
                .collect(Collectors.joining(","));
        return new OpenInputs(
                named,
                letters.stream()
                        .map(letter -> letter + "=" + (SIDES.contains(letter) ? LENGTHS_OF_SIDES : LENGTHS))
                        .collect(Collectors.joining(",")));
    }

    private static String shape(TensorMetadata input, Set<String> letters) {
        List<Long> sample = input.getShapeList().subList(1, input.getShapeCount());
        long open = sample.stream().filter(size -> size < 1).count();
        StringBuilder text = new StringBuilder();
        int next = 0;
        for (long size : sample) {
            text.append(text.isEmpty() ? "" : "x");
            if (size < 1) {
                String letter = letter(open, next++);
                letters.add(letter);
                text.append(letter);
            } else {
                text.append(size);
            }
        }
        return text.toString();
    }

    private static String letter(long open, int index) {
        if (open == 1) {
            return LENGTH;
        }
        return String.valueOf(open == SIDES.length() ? SIDES.charAt(index) : (char) ('A' + index));
    }
}
