package io.alambic.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Whatever happens to the newest file, at whatever place, the one before is restored and nobody is misled. */
class CheckpointDamageTest {

    private static final String MODEL = "student";

    private NDManager manager;
    private Path folder;
    private byte[] whole;
    private Path newest;

    @BeforeProperty
    void writeTwo() throws IOException {
        manager = NDManager.newBaseManager();
        folder = Files.createTempDirectory("damage");
        CheckpointStore store = new CheckpointStore(folder, 3, (file, reason) -> {});
        store.save(checkpoint(1));
        newest = store.save(checkpoint(2));
        whole = Files.readAllBytes(newest);
    }

    @AfterProperty
    void remove() throws IOException {
        manager.close();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Property(tries = 500)
    void aFlippedBit(@ForAll @DoubleRange(max = 1, maxIncluded = false) double at, @ForAll @IntRange(max = 7) int bit)
            throws IOException {
        byte[] damaged = whole.clone();
        damaged[(int) (at * whole.length)] ^= (byte) (1 << bit);
        assertTheOneBeforeIsUsedInsteadOf(damaged);
    }

    @Property(tries = 300)
    void aTruncatedFile(@ForAll @DoubleRange(max = 1, maxIncluded = false) double at) throws IOException {
        assertTheOneBeforeIsUsedInsteadOf(Arrays.copyOf(whole, (int) (at * whole.length)));
    }

    /** As a file system leaves it that had promised the length, but not written the pages. */
    @Property(tries = 300)
    void aTornFile(@ForAll @DoubleRange(max = 1, maxIncluded = false) double at) throws IOException {
        byte[] torn = whole.clone();
        Arrays.fill(torn, (int) (at * whole.length), whole.length, (byte) 0);
        assertTheOneBeforeIsUsedInsteadOf(torn);
    }

    @Property(tries = 100)
    void aFileThatGoesOn(@ForAll @Size(min = 1, max = 64) byte[] more) throws IOException {
        byte[] longer = Arrays.copyOf(whole, whole.length + more.length);
        System.arraycopy(more, 0, longer, whole.length, more.length);
        assertTheOneBeforeIsUsedInsteadOf(longer);
    }

    @Property(tries = 200)
    void aFileOfAnotherKind(@ForAll byte[] other) throws IOException {
        assertTheOneBeforeIsUsedInsteadOf(other);
    }

    private void assertTheOneBeforeIsUsedInsteadOf(byte[] content) throws IOException {
        // Given
        Files.write(newest, content);
        List<String> reasons = new ArrayList<>();
        CheckpointStore store = new CheckpointStore(folder, 3, (file, reason) -> reasons.add(reason));

        // When
        Checkpoint restored = store.newest(MODEL, manager).orElseThrow();

        // Then
        assertThat(restored.lineage().step()).isEqualTo(1);
        assertThat(restored.state().get("w").getFloat()).isEqualTo(1);
        assertThat(reasons).singleElement().asString().isNotBlank();
        restored.state().get("w").close();
    }

    private Checkpoint checkpoint(long step) {
        return new Checkpoint(
                MODEL, 1, new Lineage(step, 0, 0, 0, new TreeMap<>()), Map.of("w", manager.create((float) step)));
    }
}
