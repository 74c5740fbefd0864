package io.alambic.mapping.image;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A {@code preprocessor_config.json} of Hugging Face: what a processor of images does. What is not known to this class, and would change
 * the result, is refused.
 */
final class PreprocessorFile {

    private static final long LARGEST = 1L << 20;
    private static final int BILINEAR = 2;

    /** By Pillow's numbers. */
    private static final List<Resampling> RESAMPLING = List.of(
            Resampling.NEAREST,
            Resampling.LANCZOS,
            Resampling.BILINEAR,
            Resampling.BICUBIC,
            Resampling.BOX,
            Resampling.HAMMING);

    private static final double TO_ONE = 1 / 255.0;
    private static final Set<String> KNOWN_STEPS =
            Set.of("do_resize", "do_center_crop", "do_rescale", "do_normalize", "do_convert_rgb");
    private static final Set<String> UNKNOWN = Set.of("rescale_offset", "size_divisor", "pad_size");

    /** ConvNeXt's processor, which ResNet's models use too, crops below this size, and only resizes from it on. */
    private static final int CROPPED_BELOW = 384;

    private static final double USUAL_CROP = 224 / 256.0;

    private final Map<String, Object> keys;

    private PreprocessorFile(Map<String, Object> keys) {
        this.keys = keys;
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is none, or says what cannot be done
     */
    static ImageSettings read(Path file, ImageDecoder decoder) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
                throw new IllegalArgumentException(
                        "expected a preprocessor_config.json, but there is no such file '%s'".formatted(file));
            }
            try (JsonParser parser = new JsonFactory().createParser(Files.readAllBytes(file))) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    throw new IOException("it is no object");
                }
                return new PreprocessorFile(object(parser)).settings(decoder);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "expected a preprocessor_config.json, but '%s' cannot be read: %s".formatted(file, e.getMessage()),
                    e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> Optional.empty();
            default -> parser.getText();
        };
    }

    private ImageSettings settings(ImageDecoder decoder) {
        keys.forEach((name, value) -> {
            boolean matters = name.startsWith("do_") ? !KNOWN_STEPS.contains(name) : UNKNOWN.contains(name);
            if (matters && !value.equals(false) && !value.equals(Optional.empty())) {
                throw new IllegalArgumentException("expected steps of %s, but got '%s'".formatted(KNOWN_STEPS, name));
            }
        });
        boolean crops = flag("do_center_crop", keys.containsKey("crop_size"));
        Optional<ResizeRule.Exactly> cropped = crops ? Optional.of(square("crop_size")) : Optional.empty();
        OptionalDouble scale = OptionalDouble.of(flag("do_rescale", true) ? number("rescale_factor", TO_ONE) : 1);
        boolean normalizes = flag("do_normalize", true);
        Normalization normalization = new Normalization(
                scale, normalizes ? numbers("image_mean") : List.of(), normalizes ? numbers("image_std") : List.of());
        ResizeRule resize = flag("do_resize", keys.containsKey("size")) ? resize() : new ResizeRule.None();
        if (keys.containsKey("crop_pct") || isNamed("ConvNext")) {
            return convNext(decoder, resize, normalization);
        }
        if (cropped.isEmpty() && resize instanceof ResizeRule.ShorterSide) {
            throw new IllegalArgumentException(
                    "expected do_center_crop beside the length of the shorter side, but got none");
        }
        Optional<ResizeRule.Exactly> result =
                cropped.isEmpty() && resize instanceof ResizeRule.Exactly exactly ? Optional.of(exactly) : cropped;
        return new ImageSettings(decoder, resize, resampling(), normalization, result);
    }

    private ImageSettings convNext(ImageDecoder decoder, ResizeRule resize, Normalization normalization) {
        if (!(resize instanceof ResizeRule.ShorterSide side)) {
            throw new IllegalArgumentException(
                    "expected the length of the shorter side beside crop_pct, but got size '%s'"
                            .formatted(keys.get("size")));
        }
        ResizeRule.Exactly result = new ResizeRule.Exactly(side.length(), side.length());
        ResizeRule before = side.length() < CROPPED_BELOW
                ? new ResizeRule.ShorterSide((int) (side.length() / number("crop_pct", USUAL_CROP)))
                : result;
        return new ImageSettings(decoder, before, resampling(), normalization, Optional.of(result));
    }

    private ResizeRule resize() {
        Object size = keys.get("size");
        if (size instanceof Map<?, ?> sides && sides.keySet().equals(Set.of("shortest_edge"))) {
            return new ResizeRule.ShorterSide(whole("size", sides.get("shortest_edge")));
        }
        boolean isShorterSide = size instanceof Double
                && (keys.containsKey("default_to_square")
                        ? !flag("default_to_square", true)
                        : isNamed("CLIP") || isNamed("ConvNext") || keys.containsKey("crop_pct"));
        return isShorterSide ? new ResizeRule.ShorterSide(whole("size", size)) : square("size");
    }

    /** Returns a height and a width; one number is both. */
    private ResizeRule.Exactly square(String name) {
        Object size = keys.get(name);
        if (size instanceof Double) {
            return new ResizeRule.Exactly(whole(name, size), whole(name, size));
        }
        if (size instanceof Map<?, ?> sides && sides.keySet().equals(Set.of("height", "width"))) {
            return new ResizeRule.Exactly(whole(name, sides.get("height")), whole(name, sides.get("width")));
        }
        throw new IllegalArgumentException("expected %s of height and width%s, but got '%s'"
                .formatted(name, name.equals("size") ? ", or shortest_edge alone" : "", size));
    }

    private Resampling resampling() {
        int number = (int) number("resample", BILINEAR);
        if (number < 0 || number >= RESAMPLING.size()) {
            throw new IllegalArgumentException("expected resample from 0 to 5, but got '%s'".formatted(number));
        }
        return RESAMPLING.get(number);
    }

    private boolean isNamed(String part) {
        return (keys.getOrDefault("image_processor_type", "").toString()
                        + keys.getOrDefault("feature_extractor_type", ""))
                .contains(part);
    }

    private boolean flag(String name, boolean otherwise) {
        Object value = keys.getOrDefault(name, otherwise);
        if (value.equals(Optional.empty())) {
            return otherwise;
        }
        if (!(value instanceof Boolean flag)) {
            throw new IllegalArgumentException("expected %s of true or false, but got '%s'".formatted(name, value));
        }
        return flag;
    }

    private double number(String name, double otherwise) {
        Object value = keys.getOrDefault(name, otherwise);
        if (value.equals(Optional.empty())) {
            return otherwise;
        }
        if (!(value instanceof Double number)) {
            throw new IllegalArgumentException("expected a number for %s, but got '%s'".formatted(name, value));
        }
        return number;
    }

    private List<Float> numbers(String name) {
        if (!(keys.get(name) instanceof List<?> list)
                || list.isEmpty()
                || !list.stream().allMatch(Double.class::isInstance)) {
            throw new IllegalArgumentException("expected numbers for %s, but got '%s'".formatted(name, keys.get(name)));
        }
        return list.stream().map(number -> ((Double) number).floatValue()).toList();
    }

    private static int whole(String name, Object value) {
        boolean fits = value instanceof Double number
                && number == Math.rint(number)
                && number >= 1
                && number <= ImageStep.LONGEST_SIDE;
        if (!fits) {
            throw new IllegalArgumentException("expected whole numbers from 1 to %d for %s, but got '%s'"
                    .formatted(ImageStep.LONGEST_SIDE, name, value));
        }
        return ((Double) value).intValue();
    }
}
