package io.alambic.mapping.format;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
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
import java.nio.charset.StandardCharsets;

/** One token, which is bytes. Used by one thread. */
@SuppressWarnings("deprecation") // what has to be overridden
final class WholeValueParser extends ParserMinimalBase {

    private final byte[] value;
    private final JsonStreamContext context = JsonReadContext.createRootContext(null);
    private boolean closed;

    WholeValueParser(byte[] value) {
        super(StreamReadConstraints.defaults());
        this.value = value;
    }

    @Override
    public JsonToken nextToken() {
        _currToken = _currToken == null && !closed ? JsonToken.VALUE_EMBEDDED_OBJECT : null;
        closed |= _currToken == null;
        return _currToken;
    }

    @Override
    public byte[] getBinaryValue(Base64Variant variant) {
        return value;
    }

    @Override
    public Object getEmbeddedObject() {
        return value;
    }

    @Override
    public String getText() {
        return new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public char[] getTextCharacters() {
        return getText().toCharArray();
    }

    @Override
    public boolean hasTextCharacters() {
        return false;
    }

    @Override
    public int getTextLength() {
        return getText().length();
    }

    @Override
    public int getTextOffset() {
        return 0;
    }

    @Override
    public JsonStreamContext getParsingContext() {
        return context;
    }

    @Override
    public String getCurrentName() {
        return null;
    }

    @Override
    public JsonLocation getTokenLocation() {
        return JsonLocation.NA;
    }

    @Override
    public JsonLocation getCurrentLocation() {
        return JsonLocation.NA;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    public ObjectCodec getCodec() {
        return null;
    }

    @Override
    public void setCodec(ObjectCodec codec) {
        throw new UnsupportedOperationException("bytes become no objects");
    }

    @Override
    protected void _handleEOF() {
        // the value is whole
    }

    @Override
    public void overrideCurrentName(String name) {
        throw new UnsupportedOperationException("bytes have no name");
    }

    @Override
    public NumberType getNumberType() {
        return null;
    }

    @Override
    public Number getNumberValue() throws IOException {
        throw noNumber();
    }

    @Override
    public int getIntValue() throws IOException {
        throw noNumber();
    }

    @Override
    public long getLongValue() throws IOException {
        throw noNumber();
    }

    @Override
    public BigInteger getBigIntegerValue() throws IOException {
        throw noNumber();
    }

    @Override
    public float getFloatValue() throws IOException {
        throw noNumber();
    }

    @Override
    public double getDoubleValue() throws IOException {
        throw noNumber();
    }

    @Override
    public BigDecimal getDecimalValue() throws IOException {
        throw noNumber();
    }

    private JsonParseException noNumber() {
        return new JsonParseException(this, "bytes are no number");
    }
}
