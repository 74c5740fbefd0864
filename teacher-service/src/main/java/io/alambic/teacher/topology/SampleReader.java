package io.alambic.teacher.topology;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.eventtime.EventTimes;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.FiniteNumbers;
import io.alambic.core.tensor.InvalidTensorException;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.kafka.DeadLetterWriter;
import io.alambic.kafka.RecordOrigin;
import io.alambic.mapping.MappedSamples;
import io.alambic.teacher.mapping.RecordMapper;
import io.alambic.v1.Origin;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Parses and validates sample records: batches, or what a mapping makes samples of. The tensors of a batch are views of the record's
 * bytes; nothing is copied. Thread safe.
 */
final class SampleReader {

    private final Signature model;
    private final List<TensorSpec> inputs;
    private final Optional<Buckets> buckets;
    private final List<String> studentInputs;
    private final int maxRecordBytes;
    private final Optional<MappedRecords> mapping;

    /**
     * A reader of batches.
     *
     * @param model what the teacher reads
     * @param studentInputs further tensors that the student needs
     * @param maxRecordBytes largest record
     */
    SampleReader(Signature model, List<String> studentInputs, int maxRecordBytes) {
        this(model, studentInputs, maxRecordBytes, Optional.empty());
    }

    /**
     * A reader.
     *
     * @param model what the teacher reads
     * @param studentInputs further tensors that the student needs
     * @param maxRecordBytes largest record
     * @param mapping what makes samples of a record; if absent, a record is a batch of samples
     */
    SampleReader(Signature model, List<String> studentInputs, int maxRecordBytes, Optional<RecordMapper> mapping) {
        this.model = model;
        this.inputs = model.named();
        this.buckets = model.buckets();
        this.studentInputs = List.copyOf(studentInputs);
        this.maxRecordBytes = maxRecordBytes;
        this.mapping = mapping.map(MappedRecords::new);
    }

    /** Returns the model's inputs and outputs. */
    Signature model() {
        return model;
    }

    /**
     * Returns the samples of a record; none where a mapping finds none.
     *
     * @throws RefusedSamplesException if the record cannot be taught
     */
    SampleRecord read(Record<byte[], byte[]> raw, Origin origin) throws RefusedSamplesException {
        requireSize(raw);
        if (mapping.isEmpty()) {
            return read(raw, origin, parse(raw.value()), 0, Map.of(), replayed(raw));
        }
        MappedSamples mapped = mapping.get().map(raw);
        return mapped.isEmpty()
                ? SampleRecord.empty(raw, origin, mapped.filtered())
                : read(raw, origin, mapped.batch(), mapped.filtered(), mapped.faults(), mapped.places());
    }

    /**
     * Returns samples that were made of a record's, each in its place.
     *
     * @throws RefusedSamplesException if they cannot be taught
     */
    SampleRecord read(SampleRecord record, SampleBatch batch) throws RefusedSamplesException {
        return read(record.raw(), record.origin(), batch, 0, Map.of(), record.places());
    }

    /** The place of a record's only sample where it was one of several when it was produced; it is a replayed dead letter then. */
    private static BitSet replayed(Record<byte[], byte[]> raw) {
        BitSet places = new BitSet();
        RecordOrigin.of(raw.headers())
                .map(RecordOrigin::sample)
                .orElse(OptionalInt.empty())
                .ifPresent(places::set);
        return places;
    }

    private SampleRecord read(
            Record<byte[], byte[]> raw,
            Origin origin,
            SampleBatch batch,
            int filtered,
            Map<Integer, String> unmapped,
            BitSet places)
            throws RefusedSamplesException {
        Map<String, EncodedTensor> tensors = new LinkedHashMap<>();
        for (Tensor tensor : batch.getTensorsList()) {
            if (tensors.put(tensor.getName(), decode(tensor)) != null) {
                throw malformed(0, "two tensors are named '%s'".formatted(tensor.getName()));
            }
        }
        int samples = samples(tensors);
        requireCount("labels", batch.getLabelsCount(), samples);
        requireLabelTensor(batch, samples);
        requireCount("sample ids", batch.getSampleIdsCount(), samples);
        requireTime(batch, samples);
        List<EncodedTensor> read = inputs(tensors, samples);
        requireStudentInputs(tensors, samples);
        Map<Integer, SampleFault> faults = notFinite(tensors, samples);
        unmapped.forEach(
                (sample, message) -> faults.put(sample, new SampleFault(SampleRefusal.MISMATCH, message, null)));
        if (faults.size() == samples) {
            throw faults.get(0).refusing(samples);
        }
        return new SampleRecord(raw, origin, batch, read, sizes(read), samples, filtered, faults, places);
    }

    private void requireSize(Record<byte[], byte[]> raw) throws RefusedSamplesException {
        long bytes = DeadLetterWriter.recordBytes(raw.key(), raw.value(), raw.headers());
        if (bytes > maxRecordBytes) {
            String message = "the record takes %d bytes, but a record may take %d".formatted(bytes, maxRecordBytes);
            throw new RefusedSamplesException(SampleRefusal.TOO_LARGE, 0, message, null);
        }
    }

    private static SampleBatch parse(byte[] value) throws RefusedSamplesException {
        if (value == null) {
            throw malformed(0, "the record has no value");
        }
        try {
            CodedInputStream input = UnsafeByteOperations.unsafeWrap(value).newCodedInput();
            input.enableAliasing(true);
            SampleBatch batch = SampleBatch.parseFrom(input);
            input.checkLastTagWas(0);
            return batch;
        } catch (InvalidProtocolBufferException e) {
            throw new RefusedSamplesException(
                    SampleRefusal.MALFORMED, 0, "the value is no SampleBatch message: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new RefusedSamplesException(
                    SampleRefusal.MALFORMED, 0, "the value cannot be read: " + e.getMessage(), e);
        }
    }

    private static EncodedTensor decode(Tensor tensor) throws RefusedSamplesException {
        try {
            return EncodedTensor.of(tensor);
        } catch (InvalidTensorException e) {
            throw new RefusedSamplesException(SampleRefusal.MALFORMED, 0, e.getMessage(), e);
        }
    }

    private static int samples(Map<String, EncodedTensor> tensors) throws RefusedSamplesException {
        if (tensors.isEmpty()) {
            throw malformed(0, "the record has no tensors");
        }
        EncodedTensor first = tensors.values().iterator().next();
        if (first.samples() < 1 || first.samples() > Integer.MAX_VALUE) {
            throw malformed(0, "tensor '%s' has %d samples".formatted(first.name(), first.samples()));
        }
        int samples = (int) first.samples();
        for (EncodedTensor tensor : tensors.values()) {
            if (tensor.samples() != samples) {
                throw malformed(
                        0,
                        "tensor '%s' has %d samples, but tensor '%s' has %d"
                                .formatted(first.name(), samples, tensor.name(), tensor.samples()));
            }
        }
        return samples;
    }

    private List<EncodedTensor> inputs(Map<String, EncodedTensor> tensors, int samples) throws RefusedSamplesException {
        List<EncodedTensor> read = new ArrayList<>();
        for (TensorSpec input : inputs) {
            EncodedTensor tensor = tensors.get(input.name());
            if (tensor == null) {
                String message = "no tensor '%s' for the teacher's input; the record has %s"
                        .formatted(input.name(), tensors.keySet());
                throw new RefusedSamplesException(SampleRefusal.MISMATCH, samples, message, null);
            }
            try {
                tensor.requireSamples(input, samples);
            } catch (InvalidTensorException e) {
                throw new RefusedSamplesException(SampleRefusal.MISMATCH, samples, e.getMessage(), e);
            }
            read.add(tensor);
        }
        return padded(read, samples);
    }

    private List<EncodedTensor> padded(List<EncodedTensor> read, int samples) throws RefusedSamplesException {
        try {
            return buckets.map(all -> all.pad(inputs, read)).orElse(read);
        } catch (InvalidTensorException e) {
            throw new RefusedSamplesException(SampleRefusal.MISMATCH, samples, e.getMessage(), e);
        }
    }

    private Map<String, Integer> sizes(List<EncodedTensor> read) {
        return buckets.map(all -> all.sizes(read.get(read.size() - 1))).orElse(Map.of());
    }

    private void requireStudentInputs(Map<String, EncodedTensor> tensors, int samples) throws RefusedSamplesException {
        for (String name : studentInputs) {
            if (!tensors.containsKey(name)) {
                String message =
                        "no tensor '%s' for the student's input; the record has %s".formatted(name, tensors.keySet());
                throw new RefusedSamplesException(SampleRefusal.MISMATCH, samples, message, null);
            }
        }
    }

    private static Map<Integer, SampleFault> notFinite(Map<String, EncodedTensor> tensors, int samples) {
        Map<Integer, SampleFault> faults = new HashMap<>();
        for (EncodedTensor tensor : tensors.values()) {
            if (FiniteNumbers.firstNotFinite(tensor).isPresent()) {
                int rowBytes = Math.toIntExact(tensor.rowBytes());
                for (int sample = 0; sample < samples; sample++) {
                    OptionalInt element = FiniteNumbers.firstNotFinite(
                            tensor.type(), tensor.data().slice(sample * rowBytes, rowBytes));
                    if (element.isPresent()) {
                        int first = sample * rowBytes / tensor.type().bytes() + element.getAsInt();
                        String message = "tensor '%s': element %d is not finite".formatted(tensor.name(), first);
                        faults.putIfAbsent(sample, new SampleFault(SampleRefusal.NOT_FINITE, message, null));
                    }
                }
            }
        }
        return faults;
    }

    private static void requireCount(String what, int count, int samples) throws RefusedSamplesException {
        if (count != 0 && count != samples) {
            throw malformed(samples, "%d %s for %d samples".formatted(count, what, samples));
        }
    }

    private static void requireLabelTensor(SampleBatch batch, int samples) throws RefusedSamplesException {
        if (batch.hasLabelTensor()) {
            long labelled = decode(named(batch.getLabelTensor())).samples();
            if (labelled != samples) {
                throw malformed(samples, "a label_tensor of %d samples for %d samples".formatted(labelled, samples));
            }
            if (batch.getLabelsCount() > 0) {
                throw malformed(samples, "both labels and a label_tensor: a sample has one or the other");
            }
        }
    }

    /** Labels need no name. */
    private static Tensor named(Tensor labels) {
        return labels.getName().isEmpty()
                ? labels.toBuilder().setName("label_tensor").build()
                : labels;
    }

    private static void requireTime(SampleBatch batch, int samples) throws RefusedSamplesException {
        try {
            EventTimes.millis(batch.getEventTime());
        } catch (IllegalArgumentException e) {
            throw new RefusedSamplesException(SampleRefusal.MALFORMED, samples, e.getMessage(), e);
        }
    }

    private static RefusedSamplesException malformed(int samples, String message) {
        return new RefusedSamplesException(SampleRefusal.MALFORMED, samples, message, null);
    }
}
