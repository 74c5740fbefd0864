package io.alambic.teacher.topology;

import io.alambic.teacher.control.ControlSetting;
import io.alambic.teacher.control.ControlStore;
import io.alambic.teacher.control.KeyShare;
import io.alambic.teacher.control.TeachingRate;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Forwards the share of the records that teaching rate and share of keys select; counts the others as skipped. */
final class GateStep extends ContextualProcessor<byte[], SampleRecord, byte[], SampleRecord> {

    private final TeachingRate configuredRate;
    private final KeyShare configuredKeys;
    private final TeachingListener listener;
    private ControlSetting<TeachingRate> rates;
    private ControlSetting<KeyShare> keys;

    GateStep(TeachingRate rate, KeyShare keys, TeachingListener listener) {
        this.configuredRate = rate;
        this.configuredKeys = keys;
        this.listener = listener;
    }

    @Override
    public void init(ProcessorContext<byte[], SampleRecord> context) {
        super.init(context);
        KeyValueStore<String, byte[]> settings = context.getStateStore(ControlStore.NAME);
        rates = new ControlSetting<>(settings, ControlSetting.TEACHING_RATE, configuredRate, TeachingRate::new);
        keys = new ControlSetting<>(settings, ControlSetting.TEACHING_KEY, configuredKeys, KeyShare::new);
        listener.teachingShares(rates.current().value(), keys.current().value());
    }

    @Override
    public void process(Record<byte[], SampleRecord> record) {
        TeachingRate rate = rates.current();
        KeyShare share = keys.current();
        listener.teachingShares(rate.value(), share.value());
        SampleRecord samples = record.value();
        int partition = samples.origin().getPartition();
        long offset = samples.origin().getOffset();
        if (rate.teaches(partition, offset) && share.teaches(record.key(), partition, offset)) {
            context().forward(record);
        } else {
            listener.skipped(samples.samples());
        }
    }
}
