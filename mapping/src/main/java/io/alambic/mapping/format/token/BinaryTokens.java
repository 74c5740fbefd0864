package io.alambic.mapping.format.token;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.core.base.ParserMinimalBase;
import com.fasterxml.jackson.core.json.JsonReadContext;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A binary record as the tokens of a document. A subclass says which token comes next, and what its value is. A text is made only when it is asked
 * for. Used by one thread.
 */
@SuppressWarnings("deprecation") // methods that every parser has to have
public abstract class BinaryTokens extends ParserMinimalBase {

    private static final int DEEPEST = 64;

    private final TokenValue value;
    private JsonReadContext context = JsonReadContext.createRootContext(null);
    private int depth;
    private boolean closed;

    /** Tokens of some bytes. */
    protected BinaryTokens(RecordBytes bytes) {
        super(StreamReadConstraints.defaults());
        this.value = new TokenValue(bytes);
    }

    /** Returns what holds the value of the current token. */
    protected final TokenValue value() {
        return value;
    }

    /**
     * Begins an object or a list.
     *
     * @throws IOException if it lies too deep
     */
    protected final JsonToken begin(JsonToken start) throws IOException {
        if (++depth > DEEPEST) {
            throw new IOException("expected at most %d lists and objects in each other".formatted(DEEPEST));
        }
        context.expectComma();
        context = start == JsonToken.START_ARRAY
                ? context.createChildArrayContext(0, 0)
                : context.createChildObjectContext(0, 0);
        return become(start);
    }

    /** Ends an object or a list. */
    protected final JsonToken end(JsonToken end) {
        depth--;
        context = context.getParent();
        return become(end);
    }

    /** Names the value that follows. */
    protected final JsonToken name(String name) throws IOException {
        context.setCurrentName(name);
        return become(JsonToken.FIELD_NAME);
    }

    /** Becomes a value that was set. */
    protected final JsonToken scalar(JsonToken token) {
        context.expectComma();
        return become(token);
    }

    private JsonToken become(JsonToken token) {
        _currToken = token;
        return token;
    }

    /** Returns null, behind the last token. */
    protected final JsonToken finished() {
        return become(null);
    }

    @Override
    public final JsonStreamContext getParsingContext() {
        return context;
    }

    @Override
    public final String getCurrentName() {
        boolean begins = _currToken == JsonToken.START_OBJECT || _currToken == JsonToken.START_ARRAY;
        JsonReadContext named = begins ? context.getParent() : context;
        return named == null ? null : named.getCurrentName();
    }

    @Override
    public final String getText() throws IOException {
        if (_currToken == null) {
            return null;
        }
        if (_currToken == JsonToken.FIELD_NAME) {
            return getCurrentName();
        }
        return _currToken.asString() == null ? value.text() : _currToken.asString();
    }

    @Override
    public final char[] getTextCharacters() throws IOException {
        return getText().toCharArray();
    }

    @Override
    public final int getTextLength() throws IOException {
        return getText().length();
    }

    @Override
    public final int getTextOffset() {
        return 0;
    }

    @Override
    public final boolean hasTextCharacters() {
        return false;
    }

    @Override
    public final byte[] getBinaryValue(Base64Variant variant) throws IOException {
        return _currToken == JsonToken.VALUE_EMBEDDED_OBJECT ? value.bytes() : variant.decode(getText());
    }

    @Override
    public final Object getEmbeddedObject() {
        return _currToken == JsonToken.VALUE_EMBEDDED_OBJECT ? value.bytes() : null;
    }

    @Override
    public final NumberType getNumberType() {
        return value.numberType();
    }

    @Override
    public final Number getNumberValue() {
        return value.number();
    }

    @Override
    public final int getIntValue() {
        return (int) getLongValue();
    }

    @Override
    public final long getLongValue() {
        return value.asLong();
    }

    @Override
    public final BigInteger getBigIntegerValue() {
        return value.decimal().toBigInteger();
    }

    @Override
    public final float getFloatValue() {
        return value.asFloat();
    }

    @Override
    public final double getDoubleValue() {
        return value.asDouble();
    }

    @Override
    public final BigDecimal getDecimalValue() {
        return value.decimal();
    }

    @Override
    public final void overrideCurrentName(String name) {
        throw new UnsupportedOperationException("names are those of the schema");
    }

    @Override
    public final JsonLocation getTokenLocation() {
        return JsonLocation.NA;
    }

    @Override
    public final JsonLocation getCurrentLocation() {
        return JsonLocation.NA;
    }

    @Override
    public final ObjectCodec getCodec() {
        return null;
    }

    @Override
    public final void setCodec(ObjectCodec codec) {
        // nothing is bound to objects
    }

    @Override
    public final Version version() {
        return Version.unknownVersion();
    }

    @Override
    protected final void _handleEOF() {
        // a subclass knows where its record ends
    }

    @Override
    public final boolean isClosed() {
        return closed;
    }

    @Override
    public final void close() {
        closed = true;
    }
}
