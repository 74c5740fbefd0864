package io.alambic.student.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import java.util.List;

/**
 * Converts messages to JSON as the protocol's REST API defines it: with the field names of the contract, all fields
 * but choices that were not made, and integers as numbers. Immutable.
 */
public final class MessageJson {

    private static final String KEY = "key";
    private static final String VALUE = "value";

    private final ObjectMapper mapper = new ObjectMapper();

    /** Converts a message with all nested messages. */
    public ObjectNode of(MessageOrBuilder message) {
        ObjectNode json = mapper.createObjectNode();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (field.isMapField()) {
                ObjectNode map = json.putObject(field.getName());
                for (Object entry : (List<?>) message.getField(field)) {
                    Message pair = (Message) entry;
                    Object key = pair.getField(pair.getDescriptorForType().findFieldByName(KEY));
                    Object value = pair.getField(pair.getDescriptorForType().findFieldByName(VALUE));
                    map.putPOJO(key.toString(), plain(value));
                }
            } else if (field.isRepeated()) {
                ArrayNode array = json.putArray(field.getName());
                ((List<?>) message.getField(field)).forEach(element -> array.addPOJO(plain(element)));
            } else if (field.getContainingOneof() == null || message.hasField(field)) {
                json.putPOJO(field.getName(), plain(message.getField(field)));
            }
        }
        return json;
    }

    private Object plain(Object value) {
        if (value instanceof EnumValueDescriptor constant) {
            return constant.getName();
        }
        return value instanceof Message message ? of(message) : value;
    }
}
