package io.alambic.mapping.walk;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.alambic.mapping.MappedSamples;
import io.alambic.mapping.RefusedRecordException;
import io.alambic.mapping.plan.MappingPlan;
import io.alambic.mapping.plan.TensorPlan;
import io.alambic.mapping.value.InvalidValueException;
import io.alambic.mapping.value.LastResult;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The samples of one record while it is read. What concerns the whole record, as its headers, is joined with its samples when a
 * document of it ends. Used by one thread.
 */
final class SampleCollector {

    /** A record with more faults is refused as a whole: each has a message. */
    private static final int MOST_FAULTS = 1000;

    private static final int SMALL = 1024;
    private static final int MILLIS = 1000;
    private static final int NANOS_PER_MILLI = 1_000_000;

    private final MappingPlan plan;
    private final int maxBytes;
    private final boolean numbered;
    private final Supplier<String> place;
    private final List<TensorRows> tensors = new ArrayList<>();
    private final Taker[] takers;
    private final boolean[] ofRecord;
    private final List<FieldTaker> fieldsOfRecord = new ArrayList<>();
    private final LastResult last = new LastResult();
    private final List<String> ids = new ArrayList<>();
    private final SortedMap<Integer, String> faults = new TreeMap<>();
    private long idBytes;
    private int samples;
    private int kept;
    private int filtered;
    private int[] places = new int[1];
    private int firstOfDocument;
    private int firstKeptOfDocument;
    private long newest = TimeTaker.NONE;
    private boolean inSample;
    private String sampleFault;
    private String recordFault;
    private String noSamples;

    /**
     * No samples yet.
     *
     * @param maxBytes most bytes of all tensors
     * @param numbered whether an id of the whole record is followed by the place of the sample
     * @param place where the walk is when a sample ends
     */
    SampleCollector(MappingPlan plan, int maxBytes, boolean numbered, Supplier<String> place) {
        this.plan = plan;
        this.maxBytes = maxBytes;
        this.numbered = numbered;
        this.place = place;
        for (TensorPlan tensor : plan.tensors()) {
            tensors.add(new TensorRows(tensor, maxBytes));
        }
        takers = new Taker[plan.takers().size()];
        ofRecord = new boolean[takers.length];
        for (int taker = 0; taker < takers.length; taker++) {
            takers[taker] = taker(plan.takers().get(taker));
            ofRecord[taker] = plan.takers().get(taker).ofRecord();
        }
    }

    private Taker taker(MappingPlan.TakerPlan taker) {
        if (taker instanceof MappingPlan.Filter filter) {
            return new FilterTaker(filter.condition());
        }
        if (taker instanceof MappingPlan.Identity) {
            return new IdentityTaker();
        }
        if (taker instanceof MappingPlan.EventTime time) {
            return new TimeTaker(time.expression().chain());
        }
        var field = ((MappingPlan.TensorField) taker).field();
        FieldTaker made =
                new FieldTaker(plan.tensors().get(field.tensor()), field, tensors.get(field.tensor()), last, maxBytes);
        if (field.ofRecord()) {
            fieldsOfRecord.add(made);
        }
        return made;
    }

    /** Forgets the record, whose samples were asked for, or which was refused. */
    void clear() {
        tensors.forEach(TensorRows::clear);
        fieldsOfRecord.forEach(FieldTaker::clear);
        last.clear();
        ids.clear();
        faults.clear();
        idBytes = 0;
        samples = 0;
        kept = 0;
        filtered = 0;
        newest = TimeTaker.NONE;
        inSample = false;
        sampleFault = null;
        recordFault = null;
        noSamples = null;
    }

    /** Returns whether it holds little memory beside its samples. */
    boolean isSmall() {
        return places.length <= SMALL;
    }

    Taker taker(int index) {
        return takers[index];
    }

    /** Returns whether a fault of a taker would be told: only the first one of a sample is, however many a hostile record has. */
    boolean tellsFault(int taker) {
        return (isOfRecord(taker) ? recordFault : sampleFault) == null;
    }

    /** Returns whether what a taker takes has no use any more. */
    boolean isDone(int taker) {
        return takers[taker] instanceof FieldTaker && !tellsFault(taker);
    }

    private boolean isOfRecord(int taker) {
        return ofRecord[taker] || !inSample;
    }

    /** Notes what is wrong with a value of a taker. The first fault of a sample is the one that is told. */
    void fault(int taker, String message) {
        if (isOfRecord(taker)) {
            recordFault = recordFault == null ? message : recordFault;
        } else {
            sampleFault = sampleFault == null ? message : sampleFault;
        }
    }

    /** Notes that the samples are not where they should be. */
    void noSamples(String message) {
        noSamples = noSamples == null ? message : noSamples;
    }

    void beginDocument() {
        firstOfDocument = samples;
        firstKeptOfDocument = kept;
        begin(true);
    }

    void beginSample() throws RefusedRecordException {
        inSample = true;
        sampleFault = null;
        for (TensorRows tensor : tensors) {
            tensor.begin();
        }
        begin(false);
    }

    private void begin(boolean those) {
        for (int taker = 0; taker < takers.length; taker++) {
            if (ofRecord[taker] == those) {
                takers[taker].begin();
            }
        }
    }

    void endSample() throws RefusedRecordException {
        if (!isWanted(false)) {
            filtered++;
        } else {
            if (samples == places.length) {
                places = Arrays.copyOf(places, 2 * samples);
            }
            places[samples] = samples + filtered;
            end(false);
            if (sampleFault == null) {
                tensors.forEach(TensorRows::keep);
                kept++;
            } else {
                addFault(sampleFault);
            }
            samples++;
            noteIdsAndTime(false);
        }
        inSample = false;
    }

    /**
     * Joins the samples of a document with what is the same for all of them.
     *
     * @throws RefusedRecordException if this does not fit, and there are samples that the filter does not leave out
     */
    void endDocument() throws RefusedRecordException {
        boolean wanted = isWanted(true);
        if (!wanted) {
            leaveOutDocument();
        }
        if (wanted && noSamples != null) {
            throw mismatch(noSamples);
        }
        if (samples > firstOfDocument) {
            end(true);
            if (recordFault != null) {
                throw mismatch(recordFault);
            }
            fieldsOfRecord.forEach(field -> field.copyTo(firstKeptOfDocument));
            noteIdsAndTime(true);
        }
        recordFault = null;
        noSamples = null;
    }

    private RefusedRecordException mismatch(String message) {
        return new RefusedRecordException(RefusedRecordException.Kind.MISMATCH, samples + filtered, message, null);
    }

    private void leaveOutDocument() {
        filtered += samples - firstOfDocument;
        samples = firstOfDocument;
        kept = firstKeptOfDocument;
        tensors.forEach(tensor -> tensor.keepFirst(kept));
        faults.tailMap(samples).clear();
        ids.subList(Math.min(ids.size(), samples), ids.size()).clear();
    }

    private void noteIdsAndTime(boolean those) throws RefusedRecordException {
        for (int taker = 0; taker < takers.length; taker++) {
            if (ofRecord[taker] == those) {
                if (takers[taker] instanceof IdentityTaker identity) {
                    noteIds(identity.id(), numbered && those);
                } else if (takers[taker] instanceof TimeTaker time) {
                    newest = Math.max(newest, time.millis());
                }
            }
        }
    }

    /** Notes the id of the samples that have none yet. */
    private void noteIds(String id, boolean withNumber) throws RefusedRecordException {
        for (int sample = ids.size(); sample < samples; sample++) {
            String own = withNumber ? id + "/" + places[sample] : id;
            idBytes += own.length();
            if (idBytes > maxBytes) {
                throw RecordTooLarge.refusal();
            }
            ids.add(own);
        }
    }

    private void addFault(String message) throws RefusedRecordException {
        if (faults.size() == MOST_FAULTS) {
            throw new RefusedRecordException(
                    RefusedRecordException.Kind.MISMATCH,
                    0,
                    "more than %d samples do not fit; the first: %s"
                            .formatted(MOST_FAULTS, faults.get(faults.firstKey())),
                    null);
        }
        faults.put(samples, message);
    }

    private boolean isWanted(boolean those) {
        for (int taker = 0; taker < takers.length; taker++) {
            if (ofRecord[taker] == those && takers[taker] instanceof FilterTaker filter && !filter.isMet()) {
                return false;
            }
        }
        return true;
    }

    private void end(boolean those) {
        for (int taker = 0; taker < takers.length; taker++) {
            if (ofRecord[taker] == those && !isDone(taker)) {
                try {
                    takers[taker].end();
                } catch (InvalidValueException e) {
                    fault(taker, "%s: %s".formatted(source(plan.takers().get(taker)), e.getMessage()));
                }
            }
        }
    }

    private String source(MappingPlan.TakerPlan taker) {
        String own = taker.source().toString();
        String sample = taker.ofRecord() ? "" : place.get();
        if (own.equals(".")) {
            return sample.isEmpty() ? "the record" : sample;
        }
        return sample.isEmpty() || own.startsWith("[") ? sample + own : sample + "." + own;
    }

    private BitSet places() {
        BitSet all = new BitSet(samples + filtered);
        for (int sample = 0; sample < samples; sample++) {
            all.set(places[sample]);
        }
        return all;
    }

    /**
     * Returns all samples.
     *
     * @throws RefusedRecordException if none of them fits, or they take too much memory
     */
    MappedSamples samples() throws RefusedRecordException {
        if (samples == 0) {
            return MappedSamples.none(filtered);
        }
        if (kept == 0) {
            throw mismatch(faults.get(faults.firstKey()));
        }
        long bytes = 0;
        for (TensorRows tensor : tensors) {
            bytes += tensor.bytesOf(samples);
        }
        if (bytes > maxBytes) {
            throw RecordTooLarge.refusal();
        }
        SampleBatch.Builder batch = SampleBatch.newBuilder().addAllSampleIds(ids);
        for (int index = 0; index < tensors.size(); index++) {
            Tensor tensor = tensors.get(index).tensor(samples, faults.keySet());
            if (plan.label().isEmpty() || plan.label().get() != index) {
                batch.addTensors(tensor);
            } else if (plan.classLabel()) {
                addLabels(batch, tensor.getData());
            } else {
                batch.setLabelTensor(tensor);
            }
        }
        if (newest != TimeTaker.NONE) {
            batch.setEventTime(Timestamp.newBuilder()
                    .setSeconds(Math.floorDiv(newest, MILLIS))
                    .setNanos(Math.floorMod(newest, MILLIS) * NANOS_PER_MILLI));
        }
        return new MappedSamples(batch.build(), samples, filtered, faults, filtered == 0 ? new BitSet() : places());
    }

    private static void addLabels(SampleBatch.Builder batch, ByteString classes) {
        ByteBuffer data = classes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            batch.addLabels(data.getInt());
        }
    }
}
