package io.alambic.teacher.topology;

import io.alambic.teacher.control.ControlStore;
import io.alambic.teacher.control.RateSetting;
import io.alambic.teacher.control.TeachingRate;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Forwards the share of the records that the teaching rate selects; counts the others as skipped. */
final class GateStep extends ContextualProcessor<byte[], SampleRecord, byte[], SampleRecord> {

    private final TeachingRate configured;
    private final TeachingListener listener;
    private RateSetting setting;

    GateStep(TeachingRate configured, TeachingListener listener) {
        this.configured = configured;
        this.listener = listener;
    }

    @Override
    public void init(ProcessorContext<byte[], SampleRecord> context) {
        super.init(context);
        KeyValueStore<String, byte[]> settings = context.getStateStore(ControlStore.NAME);
        setting = new RateSetting(settings, configured);
        listener.teachingRate(setting.current().value());
    }

    @Override
    public void process(Record<byte[], SampleRecord> record) {
        TeachingRate rate = setting.current();
        listener.teachingRate(rate.value());
        SampleRecord samples = record.value();
        if (rate.teaches(samples.origin().getPartition(), samples.origin().getOffset())) {
            context().forward(record);
        } else {
            listener.skipped(samples.samples());
        }
    }
}
