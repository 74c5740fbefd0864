package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.tensor.TensorType;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes as the whole value of a record, and as base64 in a field. */
class BytesTest {

    @Test
    void theValueOfARecordIsOneValueOfBytes() throws RefusedRecordException {
        // Given
        Mapped mapping = new Mapped()
                .format("bytes")
                .tensor("x", TensorType.FP32, "2", ". | base64")
                .label(TensorType.INT32, null, "@header.kind | vocabulary(cat, dog)")
                .header("kind", "dog")
                .id("@key")
                .key("k1");

        // When
        SampleBatch batch =
                mapping.map(HexFormat.of().parseHex("0000803f000000c0")).batch();

        // Then
        assertThat(Mapped.floats(batch)).containsExactly(1, -2);
        assertThat(batch.getLabelsList()).containsExactly(1);
        assertThat(batch.getSampleIdsList()).containsExactly("k1");
    }

    @Property(tries = 200)
    void encodedElementsFillATensorAsTheyAre(@ForAll @Size(12) byte[] elements) throws RefusedRecordException {
        // Given
        String json = "{\"x\": \"%s\"}".formatted(Base64.getEncoder().encodeToString(elements));

        for (TensorType type : new TensorType[] {TensorType.UINT8, TensorType.FP16, TensorType.INT32}) {
            // When
            Mapped mapping = new Mapped().tensor("x", type, Integer.toString(12 / type.bytes()), "x | base64");
            Tensor open = new Mapped()
                    .tensor("x", type, "A", "x | base64")
                    .batch(json)
                    .getTensors(0);

            // Then
            assertThat(mapping.batch(json).getTensors(0)).isEqualTo(open);
            assertThat(open.getData().toByteArray()).isEqualTo(elements);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AP8=, 0 255",
        "AP8, 0 255",
        "AP-_, 0 255 191",
        "AP+/, 0 255 191",
        "'data:application/octet-stream;base64,AP8=', 0 255",
        "'data:;base64,AP8=', 0 255",
    })
    void base64IsReadInEveryCommonForm(String text, String bytes) throws RefusedRecordException {
        // When
        SampleBatch batch =
                new Mapped().tensor("x", TensorType.UINT8, "A", "x | base64").batch("{\"x\": \"%s\"}".formatted(text));

        // Then
        assertThat(Mapped.unsigned(batch.getTensors(0))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"A\u00e4\"                  | x: expected bytes, or text of base64, but got text 'A\u00e4'",
                "\"A B=\"                     | x: expected bytes, or text of base64, but got text 'A B='",
                "\"data:text/plain,abc\"      | x: expected bytes, or text of base64, but got text 'data:text/plain,abc'",
                "5                            | x: expected bytes, or text of base64, but got number '5'",
                "null                         | x: expected a value, but it is missing",
                "\"AAAA\"                     | x: expected a multiple of 4 bytes for elements of FP32, but got 3",
                "\"AAAAAA==\"                 | x: expected 2 values, but got 1",
                "\"AAAAAAAAAAAAAAAA\"         | x: expected 2 values, but got more",
            })
    void whatIsNoBytesOfTheTensorIsRefused(String value, String message) {
        // When
        ThrowingCallable map = () -> Mapped.shaped("2", "x | base64").map("{\"x\": %s}".formatted(value));

        // Then
        assertThatThrownBy(map).hasMessage(message);
    }

    @Test
    void aValueOfBytesMayBeAText() throws RefusedRecordException {
        // Given
        Mapped mapping = new Mapped().format("bytes").tensor("x", TensorType.UINT8, "A", ". | utf8");

        // When
        SampleBatch batch =
                mapping.map("a\u00e9".getBytes(StandardCharsets.UTF_8)).batch();
        ThrowingCallable other = () -> mapping.map(new byte[] {(byte) 0xff});

        // Then
        assertThat(Mapped.unsigned(batch.getTensors(0))).isEqualTo("97 195 169");
        assertThatThrownBy(other).hasMessage("the record: expected a text of UTF-8, but got other bytes");
    }

    @Test
    void aValueOfBytesHasNoFieldsAndIsNoNumber() {
        assertThatThrownBy(() -> Mapped.fields("a").format("bytes").map("5"))
                .hasMessage("the record: expected .a in it, but got a single value");
        assertThatThrownBy(() -> Mapped.fields(".").format("bytes").map("5"))
                .hasMessage("the record: expected a number, but got bytes");
        assertThatThrownBy(
                        () -> Mapped.shaped("1", ". | base64").format("bytes").map(""))
                .hasMessage("the record: expected 1 values, but got 0");
    }

    @Test
    void numbersOfHalfPrecisionAreTheNearestOnes() throws RefusedRecordException {
        // When
        Tensor tensor = new Mapped()
                .tensor("x", TensorType.FP16, "5", "x")
                .batch("{\"x\": [1, -0.1, 65504, 6e-8, 1e-9]}")
                .getTensors(0);

        // Then
        assertThat(HexFormat.of().formatHex(tensor.getData().toByteArray())).isEqualTo("003c66aeff7b01000000");
    }
}
