package io.alambic.mapping.image;

import io.alambic.core.tensor.TensorType;
import io.alambic.mapping.value.Elements;
import io.alambic.mapping.value.InvalidValueException;
import io.alambic.mapping.value.LastResult;
import io.alambic.mapping.value.ScalarValue;
import io.alambic.mapping.value.TargetTensor;
import io.alambic.mapping.value.Unfolding;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;

/**
 * {@code image(resize=256, mean=0.5, deviation=0.5)}: an image fills a tensor [C, H, W], [H, W, C] or [H, W] of FP32, FP16 or UINT8, C
 * being 1 for gray or 3 for red, green and blue. Immutable, thread safe.
 */
public final class ImageStep implements Unfolding {

    /** Longest side of a resized image. */
    static final int LONGEST_SIDE = 65_535;

    private static final Set<TensorType> TYPES = Set.of(TensorType.FP32, TensorType.FP16, TensorType.UINT8);

    private final ImageOptions options;

    private ImageStep(ImageOptions options) {
        this.options = options;
    }

    /**
     * Reads the step.
     *
     * @throws IllegalArgumentException if an option is not as expected
     */
    public static ImageStep of(List<String> arguments) {
        return new ImageStep(ImageOptions.read(arguments));
    }

    @Override
    public Unfolding fittedTo(TargetTensor tensor) {
        if (!TYPES.contains(tensor.type())) {
            throw new IllegalArgumentException(
                    "expected FP32, FP16 or UINT8 for an image, but got '%s'".formatted(tensor.type()));
        }
        ImageSettings settings = options.settings(tensor.parts());
        ImageLayout layout = ImageLayout.of(tensor);
        settings.result().ifPresent(size -> {
            if (size.newHeight() != layout.rows() || size.newWidth() != layout.columns()) {
                throw new IllegalArgumentException("expected images of %dx%d, which the file makes, but got shape %s"
                        .formatted(size.newHeight(), size.newWidth(), Arrays.toString(tensor.shape())));
            }
        });
        boolean whole = tensor.type() == TensorType.UINT8;
        if (whole && !settings.normalization().keepsWholeNumbers()) {
            throw new IllegalArgumentException("expected no scale, mean and deviation for UINT8, but got some");
        }
        ImageIO.getImageReadersByFormatName("png");
        return new Fitted(
                settings,
                layout,
                new PixelEncoding(
                        tensor.type(),
                        layout,
                        whole ? null : settings.normalization().tables(layout.bands())));
    }

    @Override
    public Elements unfold(ScalarValue value, LastResult last) {
        throw new IllegalStateException("not fitted to a tensor");
    }

    /** The pixels of a value are decoded once for all tensors of the same bands. */
    private record Decoded(Object value, ImageDecoder decoder, int bands) {}

    /** The step for a tensor. */
    private record Fitted(ImageSettings settings, ImageLayout layout, PixelEncoding encoding) implements Unfolding {

        @Override
        public boolean isCostly() {
            return true;
        }

        @Override
        public Elements unfold(ScalarValue value, LastResult last) throws IOException, InvalidValueException {
            byte[] stored = value.kind() == ScalarValue.Kind.BYTES ? value.bytes() : null;
            Pixels image = last.of(
                    new Decoded(stored == null ? value.text() : stored, settings.decoder(), layout.bands()),
                    () -> settings.decoder().decode(stored == null ? value.bytes() : stored, layout.bands()));
            return new Elements.Encoded(encoding.encode(Resizer.resize(image, window(image), settings.resampling())));
        }

        private Resizer.Window window(Pixels image) throws InvalidValueException {
            long[] size = settings.resize().size(image.height(), image.width(), layout.rows(), layout.columns());
            boolean extreme = Math.max(size[0], size[1]) > LONGEST_SIDE
                    || (long) image.height() * layout.columns()
                            > settings.decoder().maxPixels();
            if (extreme) {
                throw new InvalidValueException("expected an image of usual proportions, but got one of %dx%d"
                        .formatted(image.width(), image.height()));
            }
            return Resizer.Window.middle((int) size[0], (int) size[1], layout.rows(), layout.columns());
        }
    }
}
