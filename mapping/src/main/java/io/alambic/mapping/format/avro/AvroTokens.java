package io.alambic.mapping.format.avro;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.alambic.mapping.format.token.BinaryTokens;
import io.alambic.mapping.format.token.RecordBytes;
import io.alambic.mapping.format.token.TokenLimit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** A record of Avro as tokens: records and maps are objects, and of a union comes the branch that was written. */
final class AvroTokens extends BinaryTokens {

    private static final int MILLIS = 1_000;
    private static final int MICROS = 1_000_000;
    private static final int NANOS = 1_000_000_000;

    private final Schema root;
    private final RecordBytes bytes;
    private final TokenLimit limit;
    private final AvroSkip skip;
    private final List<Open> open = new ArrayList<>();
    private int depth;
    private boolean begun;

    /** An object or a list that has begun; used again for the next one of its depth. */
    private static final class Open {

        private Schema schema;
        private int field;
        private long entries;
        private boolean named;
    }

    AvroTokens(Schema root, RecordBytes bytes) {
        super(bytes);
        this.root = root;
        this.bytes = bytes;
        this.limit = new TokenLimit(bytes.remaining());
        this.skip = new AvroSkip(bytes, limit);
    }

    @Override
    public JsonToken nextToken() throws IOException {
        if (depth > 0) {
            Open top = open.get(depth - 1);
            return switch (top.schema.getType()) {
                case RECORD -> nextOfRecord(top);
                case MAP -> nextOfMap(top);
                default -> nextOfArray(top);
            };
        }
        if (!begun) {
            begun = true;
            return read(root);
        }
        if (bytes.remaining() > 0) {
            throw new IOException(
                    "%d bytes follow the record; it was written with another schema".formatted(bytes.remaining()));
        }
        return finished();
    }

    private JsonToken nextOfRecord(Open record) throws IOException {
        if (record.named) {
            record.named = false;
            return read(record.schema.getFields().get(record.field++).schema());
        }
        if (record.field == record.schema.getFields().size()) {
            return close(JsonToken.END_OBJECT);
        }
        record.named = true;
        return name(record.schema.getFields().get(record.field).name());
    }

    private JsonToken nextOfMap(Open map) throws IOException {
        if (map.named) {
            map.named = false;
            return read(map.schema.getValueType());
        }
        if (!hasEntry(map)) {
            return close(JsonToken.END_OBJECT);
        }
        map.named = true;
        int length = length();
        return name(bytes.text(bytes.skip(length), length));
    }

    private JsonToken nextOfArray(Open array) throws IOException {
        return hasEntry(array) ? read(array.schema.getElementType()) : close(JsonToken.END_ARRAY);
    }

    private boolean hasEntry(Open list) throws IOException {
        if (list.entries == 0) {
            list.entries = skip.entriesOfBlock();
        }
        return list.entries-- > 0;
    }

    private JsonToken close(JsonToken end) {
        depth--;
        return end(end);
    }

    private JsonToken read(Schema schema) throws IOException {
        return switch (schema.getType()) {
            case UNION -> read(skip.branch(schema));
            case RECORD -> {
                limit.count(1);
                yield open(schema, JsonToken.START_OBJECT);
            }
            case MAP -> open(schema, JsonToken.START_OBJECT);
            case ARRAY -> open(schema, JsonToken.START_ARRAY);
            default -> scalar(value(schema));
        };
    }

    private JsonToken open(Schema schema, JsonToken start) throws IOException {
        if (depth == open.size()) {
            open.add(new Open());
        }
        Open next = open.get(depth++);
        next.schema = schema;
        next.field = 0;
        next.entries = 0;
        next.named = false;
        return begin(start);
    }

    private JsonToken value(Schema schema) throws IOException {
        return switch (schema.getType()) {
            case NULL -> {
                limit.count(1);
                yield JsonToken.VALUE_NULL;
            }
            case BOOLEAN -> bytes.readByte() == 0 ? JsonToken.VALUE_FALSE : JsonToken.VALUE_TRUE;
            case INT, LONG -> number(skip.number(schema), schema.getLogicalType());
            case FLOAT -> value().setFloat(Float.intBitsToFloat(bytes.readInt()));
            case DOUBLE -> value().setDouble(Double.longBitsToDouble(bytes.readLong()));
            case STRING -> {
                int length = length();
                yield value().setUtf8(bytes.skip(length), length);
            }
            case BYTES -> {
                int length = length();
                yield binary(length, schema.getLogicalType());
            }
            case FIXED -> {
                limit.count(1);
                yield binary(schema.getFixedSize(), schema.getLogicalType());
            }
            case ENUM -> value().setText(skip.symbol(schema));
            default -> throw new IOException("expected a value, but the schema says " + schema.getType());
        };
    }

    private int length() throws IOException {
        return skip.length();
    }

    private JsonToken number(long number, LogicalType logical) {
        return switch (logical == null ? "" : logical.getName()) {
            case "date" -> value().setDate(number);
            case "timestamp-millis" -> value().setInstant(number, MILLIS);
            case "timestamp-micros" -> value().setInstant(number, MICROS);
            case "timestamp-nanos" -> value().setInstant(number, NANOS);
            case "local-timestamp-millis" -> value().setLocalTime(number, MILLIS);
            case "local-timestamp-micros" -> value().setLocalTime(number, MICROS);
            case "local-timestamp-nanos" -> value().setLocalTime(number, NANOS);
            default -> value().setLong(number);
        };
    }

    private JsonToken binary(int length, LogicalType logical) throws IOException {
        int start = bytes.skip(length);
        if (logical instanceof LogicalTypes.Decimal decimal) {
            return value().setDecimal(start, length, decimal.getScale());
        }
        return logical instanceof LogicalTypes.Uuid ? value().setUuid(start, length) : value().setBytes(start, length);
    }

    /** Passes what nobody wants without a look at its values. */
    @Override
    public JsonParser skipChildren() throws IOException {
        if (_currToken == JsonToken.START_OBJECT || _currToken == JsonToken.START_ARRAY) {
            depth--;
            skip.content(open.get(depth).schema, depth);
            end(_currToken == JsonToken.START_OBJECT ? JsonToken.END_OBJECT : JsonToken.END_ARRAY);
        }
        return this;
    }
}
