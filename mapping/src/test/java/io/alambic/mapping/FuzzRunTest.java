package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.mapping.FuzzTargets.Target;
import io.alambic.mapping.schema.StubRegistry;
import io.alambic.testing.Memory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nearly valid records of every format become samples or are refused with a reason, each within memory and time that its bytes account for,
 * and nothing stays behind. {@code -Dalambic.fuzz=1000000} sends as many.
 */
class FuzzRunTest {

    private static final int INPUTS = Integer.getInteger("alambic.fuzz");
    private static final long SEED = Long.getLong("alambic.fuzz.seed", 1);

    /** Long beside the microseconds that an input takes, so that a busy machine is not taken for a loop. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** What stays of any number of inputs: tables of names in the parsers, which are bounded, and what the JVM and the HTTP client keep. */
    private static final long GROWTH_MARGIN = 4L << 20;

    /** Memory for parsing and for a refusal, in proportion to the input, as {@link Memory#requireInProportion} has it. */
    private static final long BASE = 1 << 20;

    private static final long PER_BYTE = 64;

    private final Map<String, Integer> mapped = new TreeMap<>();
    private final Map<String, Integer> refused = new TreeMap<>();

    @TempDir
    private Path folder;

    @Test
    void unchangedInputsAreMapped() throws IOException, RefusedRecordException {
        try (StubRegistry registry = new StubRegistry()) {
            for (Target target : FuzzTargets.all(folder, registry)) {
                for (byte[] whole : target.whole()) {
                    // When
                    MappedSamples mapped = target.reading().read(whole);

                    // Then
                    assertThat(mapped.samples()).as(target.name()).isPositive();
                    assertThat(mapped.faults()).as(target.name()).isEmpty();
                }
            }
        }
    }

    @Test
    void everyInputIsMappedOrRefusedAndMemoryDoesNotGrow() throws IOException {
        try (StubRegistry registry = new StubRegistry()) {
            // Given
            List<Target> targets = FuzzTargets.all(folder, registry);
            Random chance = new Random(SEED);

            // When
            long early = 0;
            for (int i = 0; i < INPUTS; i++) {
                Target target = targets.get(i % targets.size());
                read(target, target.mutated(chance));
                if (i == INPUTS / 10) {
                    early = Memory.inUse();
                }
            }
            long late = Memory.inUse();

            // Then
            System.out.printf(
                    "%,d inputs: mapped %s, refused %s; %,d bytes in use after a tenth, %,d at the end%n",
                    INPUTS, mapped, refused, early, late);
            assertThat(late).as("memory in use").isLessThanOrEqualTo(early + GROWTH_MARGIN);
            assertThat(mapped.keySet()).isEqualTo(refused.keySet()).hasSameSizeAs(targets);
        }
    }

    private void read(Target target, byte[] input) {
        long begin = System.nanoTime();
        try {
            Memory.requireAtMost(
                    BASE + target.memory() + PER_BYTE * input.length, () -> requireSamplesOrRefusal(target, input));
        } catch (RuntimeException | Error e) {
            throw new AssertionError(
                    "%s: %s".formatted(target.name(), HexFormat.of().formatHex(input)), e);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .as("%s: %s", target.name(), HexFormat.of().formatHex(input))
                .isLessThan(LONGEST);
    }

    private void requireSamplesOrRefusal(Target target, byte[] input) {
        try {
            MappedSamples samples = target.reading().read(input);
            assertThat(samples.batch().getTensorsList()).allMatch(tensor -> tensor.getShape(0) == samples.samples());
            assertThat(samples.faults().size()).isLessThanOrEqualTo(samples.samples());
            mapped.merge(target.name(), 1, Integer::sum);
        } catch (RefusedRecordException e) {
            assertThat(e.kind()).isNotNull();
            assertThat(e).message().isNotBlank();
            refused.merge(target.name(), 1, Integer::sum);
        }
    }
}
