package io.alambic.tools.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.alambic.tools.SmallModel;
import io.alambic.tools.TinyImages;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReportCommandTest {

    /** Written by core's make_models.py; reads one channel of 8x8. */
    private static final String MODULE = "../core/src/test/resources/models/named.pt";

    @TempDir
    private Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Each look at the clock is 2 ms after the one before, and so is the end of each call. */
    private final AtomicLong ticks = new AtomicLong();

    private Path tiny;

    @BeforeEach
    void save() throws IOException {
        tiny = SmallModel.save(temporary.resolve("tiny"));
    }

    @Test
    void twoModelsStandSideBySideInTextAndJson() throws IOException {
        // Given
        Path data = TinyImages.save(temporary.resolve("data"), 4);
        Path json = temporary.resolve("report.json");

        // When
        int code = report(tiny.toString(), tiny.toString(), "--data", data.toString(), "--json", json.toString());

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .containsPattern("parameters +47 +47 +1\\.0x fewer")
                .containsPattern("multiply-adds +312 +312")
                .containsPattern("one sample, p99 +2.000 ms +2.000 ms +1\\.0x faster")
                .containsPattern("samples/s, 32 at once +16,000 +16,000")
                .contains("agreement: 100.00 % of 10 test images");
        JsonObject report = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        assertThat(report.getAsJsonObject("figures").get("agreement").getAsDouble())
                .isEqualTo(1);
        for (String who : List.of("teacher", "student")) {
            JsonObject model = report.getAsJsonObject(who);
            assertThat(model.get("bytes").getAsLong()).isEqualTo(4 * 47);
            assertThat(model.get("accuracy").getAsDouble()).isBetween(0.0, 1.0);
            JsonObject latency = model.getAsJsonObject("latencyMillis");
            assertThat(latency.get("p50").getAsDouble()).isEqualTo(2);
            assertThat(model.getAsJsonObject("samplesPerSecond").get("batch128").getAsDouble())
                    .isEqualTo(64_000);
        }
    }

    @Test
    void modelsThatReadOtherSamplesAreComparedBySizeAndSpeed() {
        // When
        int code = report(MODULE, tiny.toString(), "--input", "image:FP32:1x8x8");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .containsPattern("multiply-adds +not known +312")
                .contains("the models do not read the same samples")
                .doesNotContain("accuracy");
    }

    @Test
    void aStudentsViewOfTheImagesIsItsOwn() throws IOException {
        // Given
        Path large = TinyImages.save(temporary.resolve("large"), 8);

        // When
        int code = report(
                MODULE,
                tiny.toString(),
                "--input",
                "image:FP32:1x8x8",
                "--data",
                large.toString(),
                "--student-view",
                "half");

        // Then: the module names four classes, the student three
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString()).containsPattern("accuracy +[\\d.]+ % +[\\d.]+ %");
    }

    @Test
    void whatCannotBeComparedIsOneSentence() throws IOException {
        // Given
        Path data = TinyImages.save(temporary.resolve("data"), 5);

        // When
        int missing = report(temporary.resolve("absent").toString(), tiny.toString());
        int unnamed = report(MODULE, tiny.toString());
        int shape = report(tiny.toString(), tiny.toString(), "--data", data.toString());

        // Then
        assertThat(List.of(missing, unnamed, shape)).containsOnly(1);
        assertThat(err.toString())
                .contains("absent is no model folder", "does not say what it takes", "expected shape (10, 1, 4, 4)")
                .doesNotContain("\tat ");
    }

    private int report(String... arguments) {
        return new CommandLine(new ReportCommand(() -> ticks.addAndGet(2_000_000)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Stream.concat(Stream.of("--seconds", "0.01"), Arrays.stream(arguments))
                        .toArray(String[]::new));
    }
}
