package io.alambic.student.records;

import static io.alambic.student.protocol.Refused.invalid;

import ai.djl.util.Float16Utils;
import com.google.protobuf.ByteString;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.inference.InferParameter;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferInputTensor;
import io.alambic.mapping.MappedSamples;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.RefusedRecordException;
import io.alambic.mapping.RegistryUnavailableException;
import io.alambic.mapping.SourceRecord;
import io.alambic.student.admission.RequestMemory.Reservation;
import io.alambic.student.protocol.MappedRequest;
import io.alambic.student.protocol.RecordInput;
import io.alambic.student.protocol.Refused;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import io.grpc.StatusRuntimeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes tensors of the records in a request, with the bits that the teacher's mapping gives them. One record may become several
 * samples; of several records each has to become one, so that the answer has a row for each. Thread safe.
 */
public final class RecordQuestions {

    /** Parameter of a request: the key of its records. */
    public static final String KEY = "key";

    /** Parameter of a request: the time of its records, in milliseconds since the epoch. */
    public static final String TIMESTAMP = "timestamp";

    /** Begins the parameters of a request that are headers of its records. */
    public static final String HEADER = "header.";

    private static final Logger LOG = LoggerFactory.getLogger(RecordQuestions.class);

    private final RecordMapping mapping;
    private final Set<String> headers;
    private final Map<String, TensorType> types;
    private final int maxBatch;
    private final InstantSource clock;

    /**
     * Creates the questions of one student.
     *
     * @param mapping of the records of its topic
     * @param inputs what the student reads
     * @param maxBatch most records in one request
     * @param clock the time of records that come without
     */
    public RecordQuestions(RecordMapping mapping, List<TensorSpec> inputs, int maxBatch, InstantSource clock) {
        this.types = inputs.stream().collect(Collectors.toMap(TensorSpec::name, TensorSpec::type));
        this.mapping = mapping.answering(types.keySet());
        this.headers = mapping.headers();
        this.maxBatch = maxBatch;
        this.clock = clock;
    }

    /** Returns the names of the headers that the mapping reads, of the teacher too. */
    public Set<String> headers() {
        return headers;
    }

    /** Returns whether someone else, such as a schema registry, may have to be asked about a record, which takes time. */
    public boolean mayWait(ModelInferRequest request) {
        try {
            return mapping.asksOthers()
                    && RecordInput.elements(request, maxBatch).stream()
                            .anyMatch(value -> mapping.mayWait(record(request, value, 0)));
        } catch (StatusRuntimeException e) {
            return false; // it is refused at once
        }
    }

    private static SourceRecord record(ModelInferRequest request, ByteString value, long timestampMs) {
        Map<String, InferParameter> parameters = request.getParametersMap();
        return new SourceRecord(
                bytes(parameters.get(KEY)),
                value.toByteArray(),
                timestampMs,
                name -> bytes(parameters.get(HEADER + name)));
    }

    /**
     * Returns the request with tensors in place of records.
     *
     * @param reservation grows by what the tensors take
     * @throws StatusRuntimeException INVALID_ARGUMENT with the record's number, the field's path and what is wrong, UNAVAILABLE
     *     while a schema registry does not answer, or as the reservation throws
     */
    public MappedRequest map(ModelInferRequest request, Reservation reservation) {
        List<ByteString> values = RecordInput.elements(request, maxBatch);
        long timestampMs = timestampMs(request.getParametersMap().get(TIMESTAMP));
        List<SourceRecord> records = new ArrayList<>();
        List<SampleBatch> batches = new ArrayList<>();
        for (ByteString value : values) {
            SourceRecord record = record(request, value, timestampMs);
            SampleBatch batch = samples(record, records.size(), values.size());
            reservation.grow(value.size() + batch.getSerializedSize());
            records.add(record);
            batches.add(batch);
        }
        return new MappedRequest(withTensors(request, batches), records, request.getRawInputContentsCount() > 0);
    }

    private SampleBatch samples(SourceRecord record, int number, int records) {
        MappedSamples samples;
        try {
            samples = mapping.map(record);
        } catch (RefusedRecordException e) {
            throw refused(number, e.getMessage());
        } catch (RegistryUnavailableException e) {
            LOG.warn("A record was asked about whose schema is not known: {}", e.getMessage());
            throw Refused.unavailable("the schema registry that knows the record's schema does not answer at present");
        }
        if (samples.isEmpty()) {
            throw refused(
                    number,
                    samples.filtered() > 0
                            ? "expected a sample, but the filter of the mapping leaves none"
                            : "expected a sample, but the record has none");
        }
        if (records > 1 && samples.samples() > 1) {
            throw refused(
                    number,
                    "expected one sample in each of %d records, but it has %d: ask about it alone"
                            .formatted(records, samples.samples()));
        }
        samples.faults().keySet().stream().sorted().findFirst().ifPresent(sample -> {
            throw refused(number, samples.faults().get(sample));
        });
        return samples.batch();
    }

    private static StatusRuntimeException refused(int record, String reason) {
        return invalid("input '%s': element %d: %s", RecordInput.NAME, record, reason);
    }

    private ModelInferRequest withTensors(ModelInferRequest request, List<SampleBatch> batches) {
        ModelInferRequest.Builder mapped = request.toBuilder().clearInputs().clearRawInputContents();
        List<Tensor> first = batches.get(0).getTensorsList();
        for (int i = 0; i < first.size(); i++) {
            List<Long> shape = new ArrayList<>(first.get(i).getShapeList());
            List<ByteString> data = new ArrayList<>();
            for (int record = 0; record < batches.size(); record++) {
                Tensor tensor = batches.get(record).getTensors(i);
                if (!tensor.getShapeList().equals(first.get(i).getShapeList())) {
                    throw refused(
                            record,
                            "expected a tensor '%s' of shape %s as of element 0, but got %s: ask about records of other sizes apart"
                                    .formatted(tensor.getName(), first.get(i).getShapeList(), tensor.getShapeList()));
                }
                data.add(tensor.getData());
            }
            if (batches.size() > 1) {
                shape.set(0, (long) batches.size());
            }
            TensorType made = TensorType.of(first.get(i).getDataType());
            TensorType read = types.get(first.get(i).getName());
            ByteString all = data.size() == 1 ? data.get(0) : ByteString.copyFrom(data);
            mapped.addInputs(InferInputTensor.newBuilder()
                            .setName(first.get(i).getName())
                            .setDatatype(read.name())
                            .addAllShape(shape))
                    .addRawInputContents(made == TensorType.FP16 && read == TensorType.FP32 ? widened(all) : all);
        }
        return mapped.build();
    }

    /** Numbers of half precision stand for those of single precision. */
    private static ByteString widened(ByteString halves) {
        ByteBuffer from = halves.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer to = ByteBuffer.allocate(2 * from.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        while (from.hasRemaining()) {
            to.putFloat(Float16Utils.halfToFloat(from.getShort()));
        }
        return ByteString.copyFrom(to.flip());
    }

    private static byte[] bytes(InferParameter parameter) {
        if (parameter == null) {
            return null;
        }
        String text =
                switch (parameter.getParameterChoiceCase()) {
                    case BOOL_PARAM -> Boolean.toString(parameter.getBoolParam());
                    case INT64_PARAM -> Long.toString(parameter.getInt64Param());
                    case UINT64_PARAM -> Long.toUnsignedString(parameter.getUint64Param());
                    case DOUBLE_PARAM -> Double.toString(parameter.getDoubleParam());
                    default -> parameter.getStringParam();
                };
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private long timestampMs(InferParameter parameter) {
        if (parameter == null) {
            return clock.millis();
        }
        String text = new String(bytes(parameter), StandardCharsets.UTF_8);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw invalid("parameter '%s' must be milliseconds since the epoch, but is '%s'", TIMESTAMP, text);
        }
    }
}
