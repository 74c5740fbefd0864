package io.alambic.mapping.image;

import io.alambic.mapping.value.InvalidValueException;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/** Stops a reader that has to make up pixels: a broken file can make it do so for each block. Used by one thread. */
final class Corruption implements IIOReadWarningListener {

    private String said;

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        boolean pixelsAreMissing = (warning.startsWith("Corrupt") && !warning.contains("extraneous"))
                || warning.startsWith("Truncated")
                || warning.startsWith("Premature");
        if (said == null && pixelsAreMissing) {
            said = warning;
            source.abort();
        }
    }

    void requireNone() throws InvalidValueException {
        if (said != null) {
            throw new InvalidValueException(
                    "expected a whole image, but: %s".formatted(InvalidValueException.shortened(said)));
        }
    }
}
