package io.alambic.teacher.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.alambic.core.tensor.Encoding;
import io.alambic.kafka.DeadLetter;
import io.alambic.teacher.TinyModel;
import io.alambic.v1.DataType;
import io.alambic.v1.Quantization;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever comes, and whenever: each record is taught, skipped or dead-lettered, and none twice. */
class EveryRecordMeetsOneFateTest {

    private static final int MAX_RECORD_BYTES = 4096;
    private static final int TOO_MANY_SAMPLES = 45;
    private static Path folder;

    /** One thing that happens to a teacher. */
    private sealed interface Event {}

    /** A record arrives that holds so many samples, as far as can be said. */
    private record Arrives(byte[] value, int samples) implements Event {}

    /** The control topic changes the rate. */
    private record RateIs(String value) implements Event {}

    /** Time goes by. */
    private record Passes(Duration time) implements Event {}

    /**
     * Where everything went.
     *
     * @param taught offset of each record with knowledge
     * @param deadLettered offset of each record that was dead-lettered as a whole
     * @param samples "offset/index" of each sample of a record that was taught in part
     */
    private record Outcome(
            List<Long> taught,
            List<Long> deadLettered,
            List<String> samples,
            List<ByteString> knowledge,
            String counts) {}

    @BeforeContainer
    static void save() throws IOException {
        folder = TinyModel.save(Files.createTempDirectory("tiny"));
    }

    @AfterContainer
    static void delete() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(EveryRecordMeetsOneFateTest::delete);
        }
    }

    @Property(tries = 60)
    void everyRecordMeetsExactlyOneFate(@ForAll("events") List<Event> events) throws IOException {
        try (TopologyBench bench = new TopologyBench(folder, MAX_RECORD_BYTES, Encoding.FP16)) {
            // Given
            List<Arrives> arrived = events.stream()
                    .filter(Arrives.class::isInstance)
                    .map(Arrives.class::cast)
                    .toList();

            // When
            Outcome outcome = play(bench, events);

            // Then
            Fates fates = bench.fates;
            List<Long> answered = new ArrayList<>(outcome.taught());
            answered.addAll(outcome.deadLettered());
            assertThat(answered).doesNotHaveDuplicates().allMatch(offset -> offset < arrived.size());
            assertThat(answered.size() + fates.skippedRecords.get()).isEqualTo(arrived.size());
            assertThat(fates.taught.get() + fates.skipped.get() + fates.deadLettered.get())
                    .isEqualTo(arrived.stream().mapToLong(Arrives::samples).sum());
            assertThat(fates.pending).hasValue(0);
            assertThat(fates.refusals().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .isGreaterThanOrEqualTo(outcome.deadLettered().size());
            assertThat(outcome.samples()).doesNotHaveDuplicates();
            assertThat(outcome.knowledge().size()
                            + fates.skippedRecords.get()
                            + outcome.deadLettered().size())
                    .isEqualTo(arrived.size());
        }
    }

    @Property(tries = 15)
    void theSameEventsHaveTheSameOutcome(@ForAll("events") List<Event> events) throws IOException {
        try (TopologyBench one = new TopologyBench(folder, MAX_RECORD_BYTES, Encoding.INT8);
                TopologyBench other = new TopologyBench(folder, MAX_RECORD_BYTES, Encoding.INT8)) {
            // Given
            Outcome first = play(one, events);

            // When
            Outcome second = play(other, events);

            // Then
            assertThat(second).isEqualTo(first);
        }
    }

    @Property(tries = 30)
    void everyRecordIsTaughtInTheOrderOfItsPartition(@ForAll("events") List<Event> events) throws IOException {
        try (TopologyBench bench = new TopologyBench(folder, MAX_RECORD_BYTES, Encoding.FP32)) {
            // Given
            List<Event> withoutControl =
                    events.stream().filter(event -> !(event instanceof RateIs)).toList();

            // When
            Outcome outcome = play(bench, withoutControl);

            // Then
            assertThat(outcome.taught()).isSorted();
        }
    }

    private static Outcome play(TopologyBench bench, List<Event> events) {
        for (Event event : events) {
            if (event instanceof Arrives record) {
                bench.samples.pipeInput(record.value());
            } else if (event instanceof RateIs rate) {
                bench.control.pipeInput("teaching-rate", rate.value());
            } else if (event instanceof Passes passes) {
                bench.pass(passes.time());
            }
        }
        bench.pass(TopologyBench.MAX_DELAY);
        List<Long> taught = new ArrayList<>();
        List<ByteString> knowledge = new ArrayList<>();
        List<String> samples = new ArrayList<>();
        bench.knowledge().forEach(answer -> {
            long offset = answer.getOrigin().getOffset();
            taught.add(offset);
            knowledge.add(answer.toByteString());
            answer.getSampleIndexesList().forEach(index -> samples.add(offset + "/" + index));
        });
        List<Long> deadLettered = new ArrayList<>();
        bench.deadLetters().forEach(letter -> {
            long offset = DeadLetter.from(letter.headers()).offset();
            OptionalInt sample = DeadLetter.sample(letter.headers());
            sample.ifPresentOrElse(index -> samples.add(offset + "/" + index), () -> deadLettered.add(offset));
        });
        return new Outcome(
                taught, deadLettered, samples, knowledge, bench.fates.refusals().toString());
    }

    @Provide
    Arbitrary<List<Event>> events() {
        Arbitrary<Integer> sizes = Arbitraries.integers().between(1, 2 * TopologyBench.MAX_BATCH + 1);
        Arbitrary<Event> valid = sizes.map(n -> arrives(TinyModel.samples(n, n), n));
        Arbitrary<Event> quantized = sizes.map(n -> arrives(quantized(n), n));
        Arbitrary<Event> garbage =
                Arbitraries.bytes().list().ofMinSize(1).ofMaxSize(40).map(EveryRecordMeetsOneFateTest::garbage);
        Arbitrary<Event> mismatching = sizes.map(n -> arrives(
                SampleBatch.newBuilder()
                        .addTensors(Tensor.newBuilder()
                                .setName("other")
                                .setDataType(DataType.DATA_TYPE_UINT8)
                                .addShape(n)
                                .setData(ByteString.copyFrom(new byte[n]))),
                n));
        Arbitrary<Event> notFinite = sizes.map(n -> arrives(notFinite(n), n));
        Arbitrary<Event> oddSamples = sizes.map(n -> arrives(oddSamples(n), n));
        Arbitrary<Event> tooLargeAnAnswer =
                Arbitraries.just(arrives(TinyModel.samples(TOO_MANY_SAMPLES, 0).clearSampleIds(), TOO_MANY_SAMPLES));
        Arbitrary<Event> tooLarge = Arbitraries.just(
                new Arrives(TinyModel.samples(2 * TOO_MANY_SAMPLES, 0).build().toByteArray(), 0));
        Arbitrary<Event> rates =
                Arbitraries.of("0", "0.25", "0.5", "1", "often", "NaN").map(RateIs::new);
        Arbitrary<Event> time =
                Arbitraries.of(0, 1, 9, 10, 39, 40, 41, 3_600_000).map(millis -> new Passes(Duration.ofMillis(millis)));
        return Arbitraries.oneOf(
                        valid,
                        valid,
                        quantized,
                        garbage,
                        mismatching,
                        notFinite,
                        oddSamples,
                        tooLargeAnAnswer,
                        tooLarge,
                        rates,
                        time)
                .list()
                .ofMaxSize(60);
    }

    private static Event arrives(SampleBatch.Builder batch, int samples) {
        return new Arrives(batch.build().toByteArray(), samples);
    }

    /** Begins with the tag of a field that cannot be. */
    private static Event garbage(List<Byte> bytes) {
        byte[] value = new byte[bytes.size()];
        for (int i = 1; i < value.length; i++) {
            value[i] = bytes.get(i);
        }
        return new Arrives(value, 0);
    }

    private static SampleBatch.Builder quantized(int samples) {
        return SampleBatch.newBuilder()
                .addTensors(TinyModel.image(samples)
                        .setDataType(DataType.DATA_TYPE_UINT8)
                        .setData(ByteString.copyFrom(new byte[samples * TinyModel.PIXELS]))
                        .setQuantization(Quantization.newBuilder().setScale(1f / 255)));
    }

    private static SampleBatch.Builder notFinite(int samples) {
        byte[] ones = new byte[samples * TinyModel.PIXELS * Float.BYTES];
        Arrays.fill(ones, (byte) -1);
        return SampleBatch.newBuilder().addTensors(TinyModel.image(samples).setData(ByteString.copyFrom(ones)));
    }

    /** The first sample is not finite, the last has a class that the teacher does not know. */
    private static SampleBatch.Builder oddSamples(int samples) {
        SampleBatch.Builder batch = TinyModel.samples(samples, samples).setLabels(samples - 1, TinyModel.CLASSES);
        byte[] data = batch.getTensors(0).getData().toByteArray();
        Arrays.fill(data, 0, Float.BYTES, (byte) -1);
        return batch.setTensors(0, batch.getTensors(0).toBuilder().setData(ByteString.copyFrom(data)));
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
