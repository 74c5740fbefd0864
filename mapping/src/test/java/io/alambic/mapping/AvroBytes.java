package io.alambic.mapping;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Records as Avro's own library writes them. */
final class AvroBytes {

    private AvroBytes() {}

    static Schema schema(String text) {
        return new Schema.Parser().parse(text);
    }

    /** Returns a record of some fields. */
    static byte[] record(Schema schema, Consumer<GenericData.Record> fields) {
        GenericData.Record record = new GenericData.Record(schema);
        fields.accept(record);
        return of(schema, record);
    }

    static byte[] of(Schema schema, Object value) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().blockingBinaryEncoder(bytes, null);
            new GenericDatumWriter<>(schema).write(value, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
