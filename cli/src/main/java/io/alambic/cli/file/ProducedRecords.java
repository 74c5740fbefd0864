package io.alambic.cli.file;

import io.alambic.cli.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Records that {@code alambic up} produces itself: {@code alambic.up.*}.
 *
 * @param paths files of records, in order
 * @param passes how often all of them are produced
 * @param rate records per second; 0 for no limit
 */
public record ProducedRecords(List<Path> paths, int passes, double rate) {

    private static final String PREFIX = "alambic.up.";
    private static final String RECORDS = PREFIX + "records";

    public ProducedRecords {
        paths = List.copyOf(paths);
    }

    /**
     * Returns the records of a file's settings.
     *
     * @throws UserError that begins with the key of an invalid setting
     */
    public static ProducedRecords of(DistillationFile file) {
        List<Path> paths = file.config().getOptionalValues(RECORDS, String.class).orElse(List.of()).stream()
                .map(text -> file.folder().resolve(text.strip()).normalize())
                .toList();
        for (Path path : paths) {
            if (!Files.isReadable(path)) {
                throw new UserError("%s: expected a file or folder of records, but %s is none that can be read"
                        .formatted(RECORDS, path));
            }
        }
        return new ProducedRecords(
                paths,
                (int) number(file, "passes", 1, 1, Integer.MAX_VALUE, true),
                number(file, "rate", 0, 0, 1e9, false));
    }

    private static double number(
            DistillationFile file, String name, double otherwise, double least, double most, boolean whole) {
        String text = file.value(PREFIX + name).orElse(null);
        if (text == null) {
            return otherwise;
        }
        try {
            double value = Double.parseDouble(text.strip());
            if (value >= least && value <= most && (!whole || value == Math.rint(value))) {
                return value;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new UserError("%s: expected a%s number of at least %.0f, but got '%s'"
                .formatted(PREFIX + name, whole ? " whole" : "", least, text));
    }
}
