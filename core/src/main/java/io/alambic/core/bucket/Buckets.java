package io.alambic.core.bucket;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.settings.Values;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.InvalidTensorException;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * The sizes of open dimensions. Samples are padded to the largest size where they come in, and carry their own sizes as one more
 * input; so whatever keeps or batches samples sees one shape. A {@link io.alambic.core.model.BucketedNetwork} computes each sample in the smallest bucket
 * that holds it. Immutable.
 *
 * @param sizes for each letter the sizes that are computed, ascending; the last is the largest that a sample may have
 * @param padding for each tensor the number that it is padded with; 0 for those left out
 */
public record Buckets(SortedMap<String, List<Integer>> sizes, Map<String, Double> padding) {

    /** Name of the input that holds the sizes of each sample, INT32 [N, letters], in the order of the letters. */
    public static final String SIZES = "alambic-sizes";

    private static final String FORM = "LETTER=size/size/..., separated by comma, such as T=16/32/64";

    public Buckets {
        sizes = Collections.unmodifiableSortedMap(new TreeMap<>(sizes));
        padding = Map.copyOf(padding);
        sizes.forEach((letter, all) -> {
            for (int i = 0; i < all.size(); i++) {
                if (all.get(i) < 1 || (i > 0 && all.get(i) <= all.get(i - 1))) {
                    throw new IllegalArgumentException(
                            "sizes of %s must be at least 1 and ascending, but are %s".formatted(letter, all));
                }
            }
            if (all.isEmpty()) {
                throw new IllegalArgumentException("%s has no size: expected %s".formatted(letter, FORM));
            }
        });
    }

    /**
     * Reads sizes and padding.
     *
     * @param sizes as {@code T=16/32/64,H=224/448}
     * @param padding as {@code ids=1,mask=0}; may be empty
     * @throws IllegalArgumentException saying what was expected
     */
    public static Buckets parse(String sizes, String padding) {
        SortedMap<String, List<Integer>> all = new TreeMap<>();
        entries(sizes, FORM).forEach((letter, text) -> {
            if (!letter.matches("[A-Z]")) {
                throw new IllegalArgumentException("expected %s, but got '%s'".formatted(FORM, sizes));
            }
            all.put(letter, Values.parts(text, "/").map(Values::parseInteger).toList());
        });
        Map<String, Double> pads = new LinkedHashMap<>();
        entries(padding, "tensor=number, separated by comma")
                .forEach((tensor, number) -> pads.put(tensor, Values.parseNumber(number)));
        return new Buckets(all, pads);
    }

    /**
     * Reads the buckets of a model; none where its inputs have no open dimension and no sizes are named.
     *
     * @param inputs of the model
     * @param sizes and padding as {@link #parse} takes them
     * @throws IllegalArgumentException saying what was expected, also if the sizes do not fit the inputs
     */
    public static Optional<Buckets> of(List<TensorSpec> inputs, Optional<String> sizes, Optional<String> padding) {
        if (sizes.isEmpty() && inputs.stream().noneMatch(TensorSpec::isOpen)) {
            return Optional.empty();
        }
        Buckets buckets = parse(sizes.orElse(""), padding.orElse(""));
        buckets.sized(inputs);
        return Optional.of(buckets);
    }

    private static Map<String, String> entries(String text, String form) {
        Map<String, String> entries = new LinkedHashMap<>();
        if (text.isBlank()) {
            return entries;
        }
        Values.parts(text, ",").forEach(entry -> {
            String[] parts = entry.split("=", -1);
            if (parts.length != 2 || entries.put(parts[0].strip(), parts[1].strip()) != null) {
                throw new IllegalArgumentException("expected %s, but got '%s'".formatted(form, text));
            }
        });
        return entries;
    }

    /**
     * Returns the inputs of a model with the largest size of each open dimension.
     *
     * @throws IllegalArgumentException if a letter has no sizes, or a letter or a padded tensor is none of the inputs
     */
    public List<TensorSpec> sized(List<TensorSpec> inputs) {
        List<String> letters = inputs.stream()
                .flatMap(input -> input.letters().stream())
                .filter(letter -> !letter.isEmpty())
                .distinct()
                .toList();
        letters.stream()
                .filter(letter -> !sizes.containsKey(letter))
                .findFirst()
                .ifPresent(letter -> {
                    throw new IllegalArgumentException(
                            "the open dimension %s has no sizes: expected %s".formatted(letter, FORM));
                });
        sizes.keySet().stream()
                .filter(letter -> !letters.contains(letter))
                .findFirst()
                .ifPresent(letter -> {
                    throw new IllegalArgumentException(
                            "no input has the open dimension %s, of which there are sizes".formatted(letter));
                });
        padding.keySet().stream()
                .filter(name -> inputs.stream().noneMatch(input -> input.name().equals(name)))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("there is no input '%s' to pad".formatted(name));
                });
        return inputs.stream().map(this::sized).toList();
    }

    private TensorSpec sized(TensorSpec input) {
        return input.withShape(shape(input, letter -> largest(letter)));
    }

    /** Returns the largest size that a sample may have. */
    public int largest(String letter) {
        List<Integer> all = sizes.get(letter);
        return all.get(all.size() - 1);
    }

    /** Returns the shape of an input where each letter has a size. */
    public static Shape shape(TensorSpec input, ToIntFunction<String> size) {
        long[] shape = input.sampleShape().getShape().clone();
        for (int axis = 0; axis < shape.length; axis++) {
            String letter = input.letters().get(axis);
            if (!letter.isEmpty()) {
                shape[axis] = size.applyAsInt(letter);
            }
        }
        return new Shape(shape);
    }

    /** Describes the input that holds the sizes. */
    public TensorSpec spec() {
        return new TensorSpec(SIZES, TensorType.INT32, new Shape(sizes.size()));
    }

    /** Returns the letters in the order of the sizes. */
    public List<String> letters() {
        return List.copyOf(sizes.keySet());
    }

    /** Returns the smallest size that is computed and holds a size; the smallest of all for less than 1. */
    public int bucket(String letter, int size) {
        return sizes.get(letter).stream()
                .filter(bucket -> bucket >= size)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "size %d of %s is above the largest, %d".formatted(size, letter, largest(letter))));
    }

    /**
     * Pads the tensors of a record.
     *
     * @param inputs of the model, as {@link #sized} returned them
     * @param tensors one for each of them, in their order; each was checked against its own
     * @return the tensors, each with the largest sizes, and behind them the sizes of the samples
     * @throws InvalidTensorException if a letter has two sizes
     */
    public List<EncodedTensor> pad(List<TensorSpec> inputs, List<EncodedTensor> tensors) {
        Map<String, Integer> own = new TreeMap<>();
        List<EncodedTensor> padded = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            long[] shape = tensors.get(i).shape().getShape();
            for (int axis = 0; axis < inputs.get(i).letters().size(); axis++) {
                String letter = inputs.get(i).letters().get(axis);
                if (!letter.isEmpty()) {
                    requireOne(
                            letter,
                            own,
                            Math.toIntExact(shape[axis + 1]),
                            inputs.get(i).name());
                }
            }
            padded.add(Padding.to(
                    inputs.get(i).sampleShape(),
                    tensors.get(i),
                    padding(inputs.get(i).name())));
        }
        padded.add(sizes(own, Math.toIntExact(tensors.get(0).samples())));
        return padded;
    }

    private static void requireOne(String letter, Map<String, Integer> own, int size, String name) {
        Integer before = own.put(letter, size);
        if (before != null && before != size) {
            throw new InvalidTensorException("tensor '%s': expected %d for %s as in the tensors before, but it has %d"
                    .formatted(name, before, letter, size));
        }
    }

    /** Returns the number with which a tensor is padded. */
    public double padding(String tensor) {
        return padding.getOrDefault(tensor, 0.0);
    }

    /** Returns the sizes of a record's samples, which are all the same, from the tensor that {@link #pad} added. */
    public Map<String, Integer> sizes(EncodedTensor added) {
        Map<String, Integer> own = new HashMap<>();
        ByteBuffer data = added.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        letters().forEach(letter -> own.put(letter, data.getInt()));
        return own;
    }

    /**
     * Returns the places of some samples of a record.
     *
     * @param added the record's sizes, from the tensor that {@link #pad} added
     */
    public ComputedPlaces computed(EncodedTensor added, long samples) {
        long own = samples;
        long computed = samples;
        for (Map.Entry<String, Integer> size : sizes(added).entrySet()) {
            own *= size.getValue();
            computed *= bucket(size.getKey(), size.getValue());
        }
        return new ComputedPlaces(own, computed - own);
    }

    private EncodedTensor sizes(Map<String, Integer> own, int samples) {
        ByteBuffer data =
                ByteBuffer.allocate(samples * sizes.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int sample = 0; sample < samples; sample++) {
            letters().forEach(letter -> data.putInt(own.get(letter)));
        }
        return new EncodedTensor(SIZES, TensorType.INT32, new Shape(samples, sizes.size()), data.flip(), null);
    }
}
