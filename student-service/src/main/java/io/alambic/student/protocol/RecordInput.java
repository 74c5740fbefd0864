package io.alambic.student.protocol;

import static io.alambic.student.protocol.Refused.invalid;

import com.google.protobuf.ByteString;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferInputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The input {@value #NAME}, whose elements are records as they lie in their topic: of type BYTES and shape [N] or [N, 1]. */
public final class RecordInput {

    /** Name of the input. */
    public static final String NAME = "record";

    /** Its type in the protocol. */
    public static final String DATATYPE = "BYTES";

    private RecordInput() {}

    /** Returns whether a request asks about records. */
    public static boolean isIn(ModelInferRequest request) {
        return request.getInputsList().stream()
                .anyMatch(input -> input.getName().equals(NAME));
    }

    /**
     * Returns the records of a request, in their order.
     *
     * @param most how many there may be
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT if the request has other inputs too, or the input is not as described
     */
    public static List<ByteString> elements(ModelInferRequest request, int most) {
        if (request.getInputsCount() != 1) {
            throw invalid(
                    "input '%s': expected it alone, but the request has %s",
                    NAME,
                    request.getInputsList().stream()
                            .map(InferInputTensor::getName)
                            .toList());
        }
        InferInputTensor input = request.getInputs(0);
        if (!input.getDatatype().equals(DATATYPE)) {
            throw invalid("input '%s': expected datatype %s, but it is '%s'", NAME, DATATYPE, input.getDatatype());
        }
        List<Long> shape = input.getShapeList();
        boolean fits = (shape.size() == 1 || (shape.size() == 2 && shape.get(1) == 1)) && shape.get(0) >= 1;
        if (!fits) {
            throw invalid("input '%s': expected shape [-1] or [-1, 1], but it is %s", NAME, shape);
        }
        if (shape.get(0) > most) {
            throw invalid("input '%s': at most %d records in one request, but it has %d", NAME, most, shape.get(0));
        }
        List<ByteString> elements = elements(request, input, Math.toIntExact(shape.get(0)));
        if (elements.size() != shape.get(0)) {
            throw invalid(
                    "input '%s': shape %s takes %d elements, but %d came", NAME, shape, shape.get(0), elements.size());
        }
        return elements;
    }

    private static List<ByteString> elements(ModelInferRequest request, InferInputTensor input, int expected) {
        if (request.getRawInputContentsCount() == 0) {
            return input.getContents().getBytesContentsList();
        }
        if (request.getRawInputContentsCount() > 1) {
            throw invalid("raw_input_contents has %d entries for 1 input", request.getRawInputContentsCount());
        }
        if (input.hasContents()) {
            throw invalid("input '%s' came both as contents and as raw_input_contents", NAME);
        }
        return withLengths(request.getRawInputContents(0), expected);
    }

    /** Each element follows its length in four bytes. */
    private static List<ByteString> withLengths(ByteString raw, int expected) {
        List<ByteString> elements = new ArrayList<>();
        ByteBuffer bytes = raw.asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            int length = bytes.remaining() < Integer.BYTES ? -1 : bytes.getInt();
            if (length < 0 || length > bytes.remaining() || elements.size() == expected) {
                throw invalid(
                        "input '%s': expected %d elements, each of which follows its length in 4 bytes, but the %d bytes are not that",
                        NAME, expected, raw.size());
            }
            elements.add(raw.substring(bytes.position(), bytes.position() + length));
            bytes.position(bytes.position() + length);
        }
        return elements;
    }
}
