package io.alambic.teacher.records;

import com.google.protobuf.ByteString;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Selects samples of a batch. Immutable, thread safe. */
public final class SampleRows {

    private final BitSet selected;
    private final int samples;

    /**
     * A selection.
     *
     * @param selected indexes of the samples
     * @param samples N, how many there are to select from
     */
    public SampleRows(BitSet selected, int samples) {
        this.selected = selected;
        this.samples = samples;
    }

    /** Selects one sample. */
    public static SampleRows one(int sample, int samples) {
        BitSet selected = new BitSet();
        selected.set(sample);
        return new SampleRows(selected, samples);
    }

    /** Returns whether every sample is selected. */
    public boolean isAll() {
        return selected.cardinality() == samples;
    }

    /** Returns the indexes of the selected samples. */
    public int[] indexes() {
        return selected.stream().toArray();
    }

    /** Returns the selected samples. */
    public SampleBatch of(SampleBatch batch) {
        SampleBatch.Builder part = SampleBatch.newBuilder()
                .addAllLabels(of(batch.getLabelsList()))
                .addAllSampleIds(of(batch.getSampleIdsList()));
        batch.getTensorsList().forEach(tensor -> part.addTensors(of(tensor)));
        if (batch.hasLabelTensor()) {
            part.setLabelTensor(of(batch.getLabelTensor()));
        }
        if (batch.hasEventTime()) {
            part.setEventTime(batch.getEventTime());
        }
        return part.build();
    }

    /** Returns the entries of the selected samples; none of an empty list. */
    public <T> List<T> of(List<T> entries) {
        return isAll() || entries.isEmpty()
                ? entries
                : selected.stream().mapToObj(entries::get).toList();
    }

    /** Returns the rows of the selected samples. */
    public Tensor of(Tensor tensor) {
        if (isAll()) {
            return tensor;
        }
        int rowBytes = tensor.getData().size() / samples;
        List<ByteString> rows = new ArrayList<>();
        for (int from = selected.nextSetBit(0); from >= 0; ) {
            int to = selected.nextClearBit(from);
            rows.add(tensor.getData().substring(from * rowBytes, to * rowBytes));
            from = selected.nextSetBit(to);
        }
        return tensor.toBuilder()
                .setShape(0, selected.cardinality())
                .setData(ByteString.copyFrom(rows))
                .build();
    }
}
