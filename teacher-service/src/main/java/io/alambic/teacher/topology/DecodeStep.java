package io.alambic.teacher.topology;

import io.alambic.v1.Origin;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Forwards valid sample records; sends all others to the dead letters and counts them. */
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
        RecordMetadata place = context.recordMetadata().orElseThrow();
        Origin origin = Origin.newBuilder()
                .setTopic(place.topic())
                .setPartition(place.partition())
                .setOffset(place.offset())
                .build();
        SampleRecord samples;
        try {
            samples = reader.read(record, origin);
        } catch (RefusedSamplesException e) {
            listener.deadLettered(e.refusal(), e.samples());
            context.forward(deadLetters.letter(record, origin, e), TeacherTopology.DEAD_LETTERS);
            return;
        }
        context.forward(record.withValue(samples), TeacherTopology.GATE);
    }
}
