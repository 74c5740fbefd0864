package io.alambic.mapping.image;

import io.alambic.core.settings.Values;
import io.alambic.mapping.value.SharedParts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what stands between the brackets of {@code image(...)}. */
final class ImageOptions {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");
    private static final int LARGEST_LIMIT = 1 << 28;
    private static final Set<String> WITH_FILE = Set.of("orientation", "max-pixels");
    private static final Set<String> ALL =
            Set.of("resize", "resample", "scale", "mean", "deviation", "orientation", "max-pixels");

    private final Map<String, String> options = new LinkedHashMap<>();
    private final List<String> files = new ArrayList<>();

    private ImageOptions(List<String> arguments) {
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String name = equals < 0 ? "" : argument.substring(0, equals).strip();
            if (equals < 0) {
                files.add(argument);
            } else if (!ALL.contains(name)
                    || options.put(name, argument.substring(equals + 1).strip()) != null) {
                throw new IllegalArgumentException("expected each of the options %s once, or a file, but got '%s'"
                        .formatted(ALL.stream().sorted().toList(), argument));
            }
        }
    }

    /**
     * Reads options.
     *
     * @throws IllegalArgumentException saying what was expected and what came
     */
    static ImageOptions read(List<String> arguments) {
        ImageOptions read = new ImageOptions(arguments);
        if (read.files.isEmpty()) {
            read.settings(null);
        }
        return read;
    }

    /**
     * Returns what they say.
     *
     * @param parts tells where a file is
     * @throws IllegalArgumentException if the file is not as expected
     */
    ImageSettings settings(SharedParts parts) {
        ImageDecoder decoder = new ImageDecoder(maxPixels(), isUpright());
        if (!files.isEmpty()) {
            if (files.size() > 1 || !WITH_FILE.containsAll(options.keySet())) {
                throw new IllegalArgumentException("expected one file, and beside it only %s, but got %s and %s"
                        .formatted(WITH_FILE.stream().sorted().toList(), files, options.keySet()));
            }
            return PreprocessorFile.read(parts.file(files.get(0)), decoder);
        }
        return new ImageSettings(
                decoder,
                resize(options.getOrDefault("resize", "")),
                Values.parseOneOf(options.getOrDefault("resample", "bilinear"), Resampling.class),
                new Normalization(scale(), numbers("mean"), numbers("deviation")),
                Optional.empty());
    }

    private int maxPixels() {
        int pixels =
                Values.parseInteger(options.getOrDefault("max-pixels", Integer.toString(ImageDecoder.USUAL_PIXELS)));
        if (pixels < 1 || pixels > LARGEST_LIMIT) {
            throw new IllegalArgumentException(
                    "expected max-pixels from 1 to %d, but got '%d'".formatted(LARGEST_LIMIT, pixels));
        }
        return pixels;
    }

    private boolean isUpright() {
        return switch (options.getOrDefault("orientation", "exif")) {
            case "exif" -> true;
            case "ignore" -> false;
            default ->
                throw new IllegalArgumentException("expected orientation=exif or orientation=ignore, but got '%s'"
                        .formatted(options.get("orientation")));
        };
    }

    private OptionalDouble scale() {
        return options.containsKey("scale")
                ? OptionalDouble.of(Values.parseNumber(options.get("scale")))
                : OptionalDouble.empty();
    }

    private List<Float> numbers(String name) {
        return options.containsKey(name)
                ? Values.parts(options.get(name), "\\s+")
                        .map(Values::parseFloat)
                        .toList()
                : List.of();
    }

    private static ResizeRule resize(String text) {
        Matcher size = SIZE.matcher(text);
        if (text.isEmpty()) {
            return new ResizeRule.ToTensor();
        }
        if (text.equals("none")) {
            return new ResizeRule.None();
        }
        if (size.matches()) {
            return new ResizeRule.Exactly(positive(size.group(1)), positive(size.group(2)));
        }
        return new ResizeRule.ShorterSide(positive(text));
    }

    private static int positive(String text) {
        int number = Values.parseInteger(text);
        if (number < 1 || number > ImageStep.LONGEST_SIDE) {
            throw new IllegalArgumentException(
                    "expected resize=none, resize=SHORTER-SIDE or resize=HEIGHTxWIDTH, up to %d, but got '%s'"
                            .formatted(ImageStep.LONGEST_SIDE, text));
        }
        return number;
    }
}
