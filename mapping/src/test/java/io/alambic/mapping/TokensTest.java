package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.tensor.TensorType;
import io.alambic.testing.Memory;
import io.alambic.testing.TextFixtures;
import io.alambic.v1.SampleBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The step {@code tokens}. */
class TokensTest {

    private static final int TEXTS = 3_000;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeTokenizer() throws IOException {
        file = TextFixtures.tokenizer(folder.resolve("tokenizer.json"));
    }

    @Test
    void aTextFillsEveryTensorThatATransformerReads() throws RefusedRecordException {
        // Given
        Mapped mapping = new Mapped()
                .tensor("input_ids", TensorType.INT64, "T", step("4"))
                .tensor("attention_mask", TensorType.INT64, "T", step("4, mask"))
                .tensor("token_type_ids", TensorType.INT64, "T", step("4, types"))
                .tensor("student", TensorType.INT32, "T", step("2, ids"));

        // When
        SampleBatch batch = mapping.batch("{\"text\": \"bad unheard very mail today\"}");

        // Then
        assertThat(Mapped.longs(batch.getTensors(0))).containsExactly(3L, 1L, 5L, 6L);
        assertThat(Mapped.longs(batch.getTensors(1))).containsExactly(1L, 1L, 1L, 1L);
        assertThat(Mapped.longs(batch.getTensors(2))).containsExactly(0L, 0L, 0L, 0L);
        assertThat(Mapped.unsigned(batch.getTensors(3))).isEqualTo("3 0 0 0 1 0 0 0");
        assertThat(Mapped.shape(batch.getTensors(0))).containsExactly(1L, 4L);
    }

    @ParameterizedTest
    @CsvSource({"ids, 7", "mask, 1", "types, 0"})
    void theLargestTokenIsThatOfTheVocabulary(String part, long most) {
        // When
        RecordMapping mapping = new Mapped()
                .tensor("x", TensorType.INT64, "T", step("4, " + part))
                .mapping();

        // Then
        assertThat(mapping.most("x")).hasValue(most);
    }

    @Test
    void aMissingTextMayHaveAStandIn() throws RefusedRecordException {
        // When
        SampleBatch batch = new Mapped()
                .tensor("ids", TensorType.INT64, "T", "text | default(good) | tokens(%s)".formatted(file))
                .batch("{}");

        // Then
        assertThat(Mapped.longs(batch.getTensors(0))).containsExactly(2L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null                  | text: expected a value, but it is missing",
                "\"\"                  | text: expected a text of at least one token, but got none",
                "\" \\n\"              | text: expected a text of at least one token, but got none",
                "\"a\\ud83d\"          | text: expected a text, but got half of a surrogate pair at character 1",
                "[\"good\", []]        | text: expected lists of any, but got 2x0",
                "{}                    | text: expected a list of values, but got an object",
            })
    void whatHasNoTokensIsRefused(String value, String message) {
        // When
        ThrowingCallable map = () -> mapping().map("{\"text\": %s}".formatted(value));

        // Then
        assertThatThrownBy(map).hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "INT64; tokens; expected tokens(tokenizer.json), and behind the file the most tokens, and ids, mask or types, but got ''",
                "INT64; tokens(FILE, 0); expected from 1 to 1048576 as the most tokens, but got '0'",
                "INT64; tokens(FILE, many); expected a whole number, but got 'many'",
                "INT64; tokens(FILE, 4, words); expected one of ids, mask, types, but got 'words'",
                "FP32; tokens(FILE); expected INT64 or INT32 for tokens, but got 'FP32'",
                "INT64; tokens(none.json); expected a tokenizer.json, but: There is no tokenizer none.json.",
            })
    void aStepThatIsWrongIsNamedWithWhatIsAllowed(TensorType type, String step, String message) {
        // When
        ThrowingCallable make = () -> new Mapped()
                .tensor("x", type, "T", "text | " + step.replace("FILE", file.toString()))
                .mapping();

        // Then
        assertThatThrownBy(make).isInstanceOf(InvalidSettingException.class).hasMessageEndingWith(": " + message);
    }

    @Test
    void aFileThatIsNoTokenizerIsRefused() throws IOException {
        // Given
        Files.writeString(file, "{}");

        // Then
        assertThatThrownBy(this::mapping)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("holds no tokenizer");
    }

    @Test
    void whateverTextComesItIsTokenizedOrRefused() {
        // Given
        Random chance = new Random(5);
        RecordMapping mapping = new Mapped()
                .format("bytes")
                .tensor("ids", TensorType.INT64, "T", ". | tokens(%s, 16)".formatted(file))
                .mapping();

        for (int i = 0; i < TEXTS; i++) {
            // When
            StringBuilder text = new StringBuilder();
            for (int sign = chance.nextInt(60); sign > 0; sign--) {
                text.appendCodePoint(
                        switch (chance.nextInt(4)) {
                            case 0 -> chance.nextInt(Character.MAX_CODE_POINT + 1);
                            case 1 -> chance.nextInt(0x300);
                            default -> "good bad \n".charAt(chance.nextInt(10));
                        });
            }
            byte[] value = text.toString().getBytes(StandardCharsets.UTF_8);
            if (value.length > 0 && chance.nextInt(5) == 0) {
                value[chance.nextInt(value.length)] = (byte) chance.nextInt();
            }

            // Then
            Memory.requireInProportion(value, () -> requireTokensOrRefusal(mapping, value));
        }
    }

    private static void requireTokensOrRefusal(RecordMapping mapping, byte[] value) {
        try {
            SampleBatch batch = mapping.map(SourceRecord.of(value, 0)).batch();
            assertThat(Mapped.longs(batch.getTensors(0)))
                    .hasSizeBetween(1, 16)
                    .allMatch(token -> token >= 0 && token < TextFixtures.VOCABULARY);
        } catch (RefusedRecordException e) {
            assertThat(e).message().startsWith("the record: expected a text");
        }
    }

    private Mapped mapping() {
        Mapped mapped = new Mapped().tensor("ids", TensorType.INT64, "T", step("4"));
        mapped.mapping();
        return mapped;
    }

    private String step(String rest) {
        return "text | tokens(%s, %s)".formatted(file, rest);
    }
}
