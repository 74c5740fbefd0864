package io.alambic.mapping.format.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import io.alambic.mapping.schema.SchemaText;
import java.io.IOException;

/** Messages as Protobuf's own library writes them. */
public final class ProtobufBytes {

    private ProtobufBytes() {}

    /** Fills a message. */
    @FunctionalInterface
    public interface Filling {

        /** Sets the fields. */
        void fill(DynamicMessage.Builder message) throws IOException;
    }

    /** Returns a message of a schema. */
    public static byte[] of(String schema, String name, Filling fields) throws IOException {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(message(schema, name));
        fields.fill(message);
        return message.build().toByteArray();
    }

    /** Returns a message of a schema, as Protobuf describes it. */
    public static Descriptor message(String schema, String name) throws IOException {
        return ProtoFiles.parse(SchemaText.of("test", schema)).named(name).orElseThrow();
    }
}
