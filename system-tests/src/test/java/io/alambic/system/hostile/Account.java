package io.alambic.system.hostile;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.kafka.DeadLetter;
import io.alambic.v1.Knowledge;
import io.alambic.v1.SampleBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up what became of every sample of every record of a topic, by the record's offset: each sample is answered once or
 * dead-lettered once, and a record that cannot be read is dead-lettered once as a whole.
 */
public final class Account {

    /** A sample record as it was sent: how many samples it holds, or 0 if it cannot be read. */
    private final Map<Long, Integer> sent = new HashMap<>();

    private final Map<Long, Integer> taught = new HashMap<>();
    private final Map<Long, Integer> samplesRefused = new HashMap<>();
    private final Map<Long, Integer> recordsRefused = new HashMap<>();
    private long taughtRecords;

    public void sent(long offset, byte[] value) {
        sent.put(offset, samples(value));
    }

    public void taught(Knowledge knowledge) {
        taughtRecords++;
        taught.merge(knowledge.getOrigin().getOffset(), samples(knowledge), Integer::sum);
    }

    public void deadLettered(DeadLetter letter, boolean oneSample) {
        (oneSample ? samplesRefused : recordsRefused).merge(letter.offset(), 1, Integer::sum);
    }

    /** Returns whether each record that was sent has been seen among the answers or the dead letters. */
    public boolean isComplete() {
        return sent.keySet().stream()
                .allMatch(offset -> recordsRefused.containsKey(offset)
                        || taught.getOrDefault(offset, 0) + samplesRefused.getOrDefault(offset, 0)
                                >= Math.max(1, sent.get(offset)));
    }

    /** Returns one line for each record that has no fate, or more than one. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        sent.forEach((offset, samples) -> {
            int alone = taught.getOrDefault(offset, 0) + samplesRefused.getOrDefault(offset, 0);
            int whole = recordsRefused.getOrDefault(offset, 0);
            boolean oneFate = whole == 0 ? samples > 0 && alone == samples : whole == 1 && alone == 0;
            if (!oneFate) {
                faults.add(
                        "offset %d: %d samples sent, %d taught, %d dead-lettered alone, %d times dead-lettered as a record"
                                .formatted(
                                        offset,
                                        samples,
                                        taught.getOrDefault(offset, 0),
                                        samplesRefused.getOrDefault(offset, 0),
                                        whole));
            }
        });
        return faults;
    }

    public long taughtSamples() {
        return taught.values().stream().mapToLong(Integer::longValue).sum();
    }

    public long taughtRecords() {
        return taughtRecords;
    }

    private static int samples(byte[] value) {
        try {
            SampleBatch batch = SampleBatch.parseFrom(value == null ? new byte[0] : value);
            return batch.getTensorsCount() == 0 || batch.getTensors(0).getShapeCount() == 0
                    ? 0
                    : (int) Math.max(
                            0, Math.min(Integer.MAX_VALUE, batch.getTensors(0).getShape(0)));
        } catch (InvalidProtocolBufferException e) {
            return 0;
        }
    }

    private static int samples(Knowledge knowledge) {
        return (int) knowledge.getLogits().getFull().getShape(0);
    }
}
