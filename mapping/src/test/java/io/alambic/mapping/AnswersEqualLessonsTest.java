package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.tensor.TensorType;
import io.alambic.v1.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A record gives a question the bits that it gives a lesson, or is refused for the same reason: no skew between the two. */
class AnswersEqualLessonsTest {

    private static final Set<String> READ = Set.of("features", "ids");

    private final RecordMapping lessons = new Mapped()
            .tensor(
                    "features",
                    TensorType.FP32,
                    null,
                    "a | scale(0.1)",
                    "a | standardize(3, 0.7)",
                    "b | default(-1) | clip(-5, 5)",
                    "kind | one-hot(x, y, *)",
                    "kind | hash(97)",
                    "@header.site | hash(11)",
                    "at | cyclic(day)",
                    "@timestamp")
            .tensor("ids", TensorType.INT64, "T", "numbers")
            .tensor("prompt", TensorType.UINT8, "A", "text | utf8")
            .samples("[*]")
            .filter("kind != skipped")
            .id("@key")
            .time("at")
            .label(TensorType.INT32, null, "state | vocabulary(idle, worn)")
            .mapping();

    private final RecordMapping questions = lessons.answering(READ);

    @Property(tries = 500)
    void theSameRecordGivesTheSameTensors(@ForAll("records") String json, @ForAll("times") long timestampMs) {
        // Given
        Function<String, byte[]> headers = Map.of("site", "north".getBytes(StandardCharsets.UTF_8))::get;
        byte[] value = json.getBytes(StandardCharsets.UTF_8);
        byte[] key = "k".getBytes(StandardCharsets.UTF_8);

        // When
        Outcome taught = Outcome.of(lessons, new SourceRecord(key, value, timestampMs, headers));
        Outcome asked = Outcome.of(questions, new SourceRecord(null, value, timestampMs, headers));

        // Then
        assertThat(asked).isEqualTo(taught);
    }

    /** What the tensors are that both read, and why others are not. */
    private record Outcome(
            List<Tensor> tensors, int samples, int filtered, Map<Integer, String> faults, String refusal) {

        static Outcome of(RecordMapping mapping, SourceRecord record) {
            try {
                MappedSamples mapped = mapping.map(record);
                return new Outcome(read(mapped), mapped.samples(), mapped.filtered(), mapped.faults(), "");
            } catch (RefusedRecordException e) {
                return new Outcome(List.of(), e.samples(), 0, Map.of(), e.kind() + " " + e.getMessage());
            }
        }
    }

    private static List<Tensor> read(MappedSamples samples) {
        return samples.batch().getTensorsList().stream()
                .filter(tensor -> READ.contains(tensor.getName()))
                .toList();
    }

    @Example
    void aQuestionNeedsNeitherLabelNorIdentityNorWhatOnlyTheTeacherReads() throws RefusedRecordException {
        // Given
        String event = "[{\"a\": 1, \"kind\": \"x\", \"at\": \"2026-03-01T06:00:00Z\", \"numbers\": [7, 8]}]";

        // When
        MappedSamples asked = questions.map(new SourceRecord(
                null, event.getBytes(StandardCharsets.UTF_8), 5, Map.of("site", new byte[] {'s'})::get));

        // Then
        assertThat(asked.faults()).isEmpty();
        assertThat(asked.batch().getTensorsList()).extracting(Tensor::getName).containsExactly("features", "ids");
        assertThat(questions.headers()).containsExactly("site");
    }

    @Example
    void tensorsThatAreNotMadeCannotBeAskedFor() {
        // When, Then
        assertThatThrownBy(() -> lessons.answering(Set.of("image")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected the tensors [image], but the mapping makes [");
    }

    @Provide
    Arbitrary<Long> times() {
        return Arbitraries.longs().between(0, 4_000_000_000_000L);
    }

    @Provide
    Arbitrary<String> records() {
        Arbitrary<String> number = Arbitraries.oneOf(
                Arbitraries.doubles().between(-1e30, 1e30).map(String::valueOf),
                Arbitraries.longs().map(String::valueOf),
                Arbitraries.bigDecimals().map(String::valueOf));
        Arbitrary<String> missing = number.map(", \"b\": %s"::formatted).injectNull(0.3);
        Arbitrary<String> kind = Arbitraries.of("x", "y", "z", "skipped", "caf\u00e9");
        Arbitrary<Integer> second = Arbitraries.integers().between(0, 59);
        Arbitrary<String> sample = Combinators.combine(number, missing, kind, second)
                .as((a, b, k, s) ->
                        ("{\"a\": %s%s, \"kind\": \"%s\", \"at\": \"2026-03-01T06:00:%02dZ\", \"numbers\": [%d, 2],"
                                        + " \"text\": \"caf\u00e9!\", \"state\": \"worn\"}")
                                .formatted(a, b == null ? "" : b, k, s, s));
        return sample.list().ofMinSize(1).ofMaxSize(4).map(all -> "[" + String.join(", ", all) + "]");
    }
}
