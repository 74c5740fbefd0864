package io.alambic.student.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;

/** Refuses requests that are not valid JSON of the protocol. */
final class Malformed {

    private static final int LONGEST_SHOWN = 64;

    private Malformed() {}

    static StatusRuntimeException because(String format, Object... arguments) {
        return Status.INVALID_ARGUMENT
                .withDescription(format.formatted(arguments))
                .asRuntimeException();
    }

    /** Returns the first line of an error's message; the others quote the text. */
    static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** Returns the current value as it is written, or the beginning of it. */
    static String shown(JsonParser parser) throws IOException {
        if (!parser.currentToken().isScalarValue()) {
            return parser.currentToken() == JsonToken.START_OBJECT ? "an object" : "an array";
        }
        String text = parser.getText();
        String begin = text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
        return parser.currentToken() == JsonToken.VALUE_STRING ? '"' + begin + '"' : begin;
    }
}
