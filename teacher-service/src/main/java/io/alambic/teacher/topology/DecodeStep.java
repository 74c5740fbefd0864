package io.alambic.teacher.topology;

import io.alambic.kafka.DeadLetter;
import io.alambic.kafka.RecordOrigin;
import io.alambic.v1.Origin;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Forwards valid sample records; counts those without samples, and sends all others to the dead letters. */
final class DecodeStep implements Processor<byte[], byte[], byte[], Object> {

    private final SampleReader reader;
    private final SampleDeadLetters deadLetters;
    private final TeachingListener listener;
    private ProcessorContext<byte[], Object> context;

    DecodeStep(SampleReader reader, SampleDeadLetters deadLetters, TeachingListener listener) {
        this.reader = reader;
        this.deadLetters = deadLetters;
        this.listener = listener;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> processorContext) {
        context = processorContext;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Optional<RecordOrigin> named = RecordOrigin.of(record.headers());
        Origin origin = named.map(first -> origin(first.topic(), first.partition(), first.offset()))
                .orElseGet(this::place);
        SampleRecord samples;
        try {
            samples = reader.read(record, origin);
            if (named.map(RecordOrigin::sample).orElse(OptionalInt.empty()).isPresent()) {
                requireOneSample(samples);
            }
        } catch (RefusedSamplesException e) {
            listener.deadLettered(e.refusal(), e.samples());
            context.forward(deadLetters.letter(record, origin, e), TeacherTopology.DEAD_LETTERS);
            return;
        }
        if (samples.isEmpty()) {
            listener.filtered(samples.filtered());
            return;
        }
        listener.samplesFiltered(samples.filtered());
        context.forward(record.withValue(samples), TeacherTopology.GATE);
    }

    private Origin place() {
        RecordMetadata place = context.recordMetadata().orElseThrow();
        return origin(place.topic(), place.partition(), place.offset());
    }

    private static Origin origin(String topic, int partition, long offset) {
        return Origin.newBuilder()
                .setTopic(topic)
                .setPartition(partition)
                .setOffset(offset)
                .build();
    }

    private static void requireOneSample(SampleRecord samples) throws RefusedSamplesException {
        if (samples.samples() != 1) {
            String message = "the header '%s' names one sample, but the record has %d"
                    .formatted(DeadLetter.SAMPLE, samples.samples());
            throw new RefusedSamplesException(SampleRefusal.MALFORMED, samples.samples(), message, null);
        }
    }
}
