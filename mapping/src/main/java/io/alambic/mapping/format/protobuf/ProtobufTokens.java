package io.alambic.mapping.format.protobuf;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.alambic.mapping.format.token.BinaryTokens;
import io.alambic.mapping.format.token.RecordBytes;
import io.alambic.mapping.format.token.TokenLimit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of Protobuf as tokens, its fields in the order of the schema. A field that was not written has its default, or is left out where the schema
 * tells one from the other. What nobody enters is not looked at.
 */
final class ProtobufTokens extends BinaryTokens {

    private static final int ENTRY_FIELDS = 2;

    private final RecordBytes bytes;
    private final int end;
    private final TokenLimit limit;
    private final ProtobufValues values;
    private final List<Open> open = new ArrayList<>();
    private final int from;
    private final Descriptor root;
    private int depth;
    private boolean begun;

    /** What kind of thing has begun. */
    private enum Kind {
        MESSAGE,
        LIST,
        MAP
    }

    /** A message, a list or a map that has begun; used again for the next one of its depth. */
    private static final class Open {

        private final MessageIndex index = new MessageIndex();
        private Kind kind;
        private Descriptor message;
        private List<FieldDescriptor> fields;
        private FieldDescriptor field;
        private int occurrence;
        private boolean onlyOne;
        private boolean indexed;
        private boolean named;
        private int nextField;
        private int packed;
        private int packedEnd;
    }

    ProtobufTokens(Descriptor root, RecordBytes bytes) {
        super(bytes);
        this.root = root;
        this.bytes = bytes;
        this.from = bytes.position();
        this.end = bytes.end();
        this.limit = new TokenLimit(bytes.remaining());
        this.values = new ProtobufValues(bytes, value());
    }

    @Override
    public JsonToken nextToken() throws IOException {
        if (depth == 0) {
            if (begun) {
                return finished();
            }
            begun = true;
            beginMessage(root, null, MessageIndex.NONE, false);
            return begin(JsonToken.START_OBJECT);
        }
        Open top = open.get(depth - 1);
        return switch (top.kind) {
            case MESSAGE -> nextOfMessage(top);
            case LIST -> nextOfList(top);
            case MAP -> nextOfMap(top);
        };
    }

    private Open push(Kind kind) {
        if (depth == open.size()) {
            open.add(new Open());
        }
        Open pushed = open.get(depth++);
        pushed.kind = kind;
        pushed.named = false;
        pushed.packed = 0;
        pushed.packedEnd = 0;
        return pushed;
    }

    /** The fields of a message that was written in several pieces are those of all pieces. */
    private void beginMessage(Descriptor message, FieldDescriptor field, int occurrence, boolean onlyOne)
            throws IOException {
        Open pushed = push(Kind.MESSAGE);
        pushed.message = message;
        pushed.fields = message.getFields();
        limit.count(pushed.fields.size());
        pushed.field = field;
        pushed.occurrence = occurrence;
        pushed.onlyOne = onlyOne;
        pushed.indexed = false;
        pushed.nextField = 0;
    }

    private void index(Open message) throws IOException {
        message.indexed = true;
        message.index.begin(message.message, message.fields.size());
        if (message.field == null) {
            bytes.moveTo(from, end);
            message.index.add(bytes);
            return;
        }
        MessageIndex parent = open.get(parentOf(depth - 1)).index;
        int occurrence = message.occurrence;
        while (occurrence != MessageIndex.NONE) {
            enter(parent.tag(occurrence));
            message.index.add(bytes);
            occurrence = message.onlyOne ? MessageIndex.NONE : parent.next(occurrence);
        }
    }

    /** Lists and maps have no index: their entries are in that of the message around them. */
    private int parentOf(int level) {
        int parent = level - 1;
        while (open.get(parent).kind == Kind.LIST) {
            parent--;
        }
        return parent;
    }

    /** Limits the bytes to a message whose tag lies at a place. */
    private void enter(int place) throws IOException {
        bytes.moveTo(place, end);
        long tag = bytes.readVarint();
        if (WireTypes.of(tag) == WireTypes.GROUP) {
            int start = bytes.position();
            bytes.moveTo(start, WireTypes.endOfGroup(bytes, WireTypes.number(tag)));
        } else {
            long length = bytes.readVarint();
            int start = bytes.skip(length);
            bytes.moveTo(start, (int) (start + length));
        }
    }

    private JsonToken nextOfMessage(Open message) throws IOException {
        if (!message.indexed) {
            index(message);
        }
        List<FieldDescriptor> fields = message.fields;
        if (message.named) {
            message.named = false;
            return readField(message, fields.get(message.nextField++));
        }
        while (message.nextField < fields.size()) {
            FieldDescriptor field = fields.get(message.nextField);
            if (message.index.first(field) != MessageIndex.NONE || hasDefault(field)) {
                message.named = true;
                return name(field.getName());
            }
            message.nextField++;
        }
        return close(JsonToken.END_OBJECT);
    }

    private static boolean hasDefault(FieldDescriptor field) {
        return field.isRepeated()
                || !field.hasPresence()
                || (field.hasDefaultValue() && field.getContainingOneof() == null);
    }

    private JsonToken close(JsonToken token) {
        depth--;
        return end(token);
    }

    private JsonToken readField(Open message, FieldDescriptor field) throws IOException {
        int first = message.index.first(field);
        if (field.isRepeated()) {
            Open list = push(field.isMapField() ? Kind.MAP : Kind.LIST);
            list.field = field;
            list.occurrence = first;
            return begin(field.isMapField() ? JsonToken.START_OBJECT : JsonToken.START_ARRAY);
        }
        if (first == MessageIndex.NONE) {
            return scalar(values.byDefault(field));
        }
        return ProtobufValues.isObject(field)
                ? object(field, first, false)
                : one(field, message.index.tag(message.index.last(field)));
    }

    private JsonToken object(FieldDescriptor field, int occurrence, boolean onlyOne) throws IOException {
        beginMessage(field.getMessageType(), field, occurrence, onlyOne);
        return begin(JsonToken.START_OBJECT);
    }

    private JsonToken one(FieldDescriptor field, int place) throws IOException {
        bytes.moveTo(place, end);
        bytes.readVarint();
        return scalar(values.read(field));
    }

    private JsonToken nextOfList(Open list) throws IOException {
        MessageIndex index = open.get(parentOf(depth - 1)).index;
        while (true) {
            if (list.packed < list.packedEnd) {
                bytes.moveTo(list.packed, list.packedEnd);
                JsonToken token = scalar(values.read(list.field));
                list.packed = bytes.position();
                return token;
            }
            if (list.occurrence == MessageIndex.NONE) {
                return close(JsonToken.END_ARRAY);
            }
            int occurrence = list.occurrence;
            list.occurrence = index.next(occurrence);
            if (ProtobufValues.isObject(list.field)) {
                return object(list.field, occurrence, true);
            }
            bytes.moveTo(index.tag(occurrence), end);
            boolean isPacked =
                    WireTypes.of(bytes.readVarint()) == WireTypes.DELIMITED && WireTypes.isNumber(list.field);
            if (!isPacked) {
                return scalar(values.read(list.field));
            }
            long length = bytes.readVarint();
            list.packed = bytes.skip(length);
            list.packedEnd = (int) (list.packed + length);
        }
    }

    /** An entry is a message of a key and a value; of each, the last counts. */
    private JsonToken nextOfMap(Open map) throws IOException {
        FieldDescriptor entryValue = map.field.getMessageType().findFieldByNumber(2);
        if (map.named) {
            map.named = false;
            int written = map.index.first(entryValue);
            if (ProtobufValues.isObject(entryValue)) {
                return object(entryValue, written, false);
            }
            return written == MessageIndex.NONE
                    ? scalar(values.byDefault(entryValue))
                    : one(entryValue, map.index.tag(map.index.last(entryValue)));
        }
        if (map.occurrence == MessageIndex.NONE) {
            return close(JsonToken.END_OBJECT);
        }
        MessageIndex around = open.get(parentOf(depth - 1)).index;
        enter(around.tag(map.occurrence));
        map.occurrence = around.next(map.occurrence);
        map.index.begin(map.field.getMessageType(), ENTRY_FIELDS);
        map.index.add(bytes);
        map.named = true;
        return name(key(map));
    }

    private String key(Open map) throws IOException {
        FieldDescriptor key = map.field.getMessageType().findFieldByNumber(1);
        JsonToken token;
        if (map.index.first(key) == MessageIndex.NONE) {
            token = values.byDefault(key);
        } else {
            bytes.moveTo(map.index.tag(map.index.last(key)), end);
            bytes.readVarint();
            token = values.read(key);
        }
        return token.asString() == null ? value().text() : token.asString();
    }

    @Override
    public JsonParser skipChildren() {
        if (_currToken == JsonToken.START_OBJECT) {
            close(JsonToken.END_OBJECT);
        } else if (_currToken == JsonToken.START_ARRAY) {
            close(JsonToken.END_ARRAY);
        }
        return this;
    }
}
