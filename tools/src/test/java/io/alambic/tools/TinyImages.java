package io.alambic.tools;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Images for {@link SmallModel} in IDX files. */
public final class TinyImages {

    public static final int COUNT = 10;

    private TinyImages() {}

    /**
     * Writes grey images that differ from each other, all of class 0.
     *
     * @param side height and width; 4 for the tiny model
     */
    public static Path save(Path folder, int side) throws IOException {
        Files.createDirectories(folder);
        ByteBuffer pixels = ByteBuffer.allocate(4 * Integer.BYTES + COUNT * side * side)
                .putInt(0x803)
                .putInt(COUNT)
                .putInt(side)
                .putInt(side);
        for (int i = 0; pixels.hasRemaining(); i++) {
            pixels.put((byte) (i * i * 37));
        }
        byte[] labels = ByteBuffer.allocate(2 * Integer.BYTES + COUNT)
                .putInt(0x801)
                .putInt(COUNT)
                .array();
        for (String set : List.of("train", "t10k")) {
            Files.write(folder.resolve(set + "-images-idx3-ubyte"), pixels.array());
            Files.write(folder.resolve(set + "-labels-idx1-ubyte"), labels);
        }
        return folder;
    }
}
