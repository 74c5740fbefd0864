package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.TextFormat;
import com.google.protobuf.UnknownFieldSet;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.mapping.format.protobuf.ProtobufBytes;
import io.alambic.v1.SampleBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtobufRecordTest {

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("reading.proto"), text);
    }

    private String json(String text, String message) throws IOException {
        Path file = file(text);
        return Tokens.json(
                "protobuf", file, ProtobufBytes.of(text, "Reading", builder -> TextFormat.merge(message, builder)));
    }

    @Test
    void aMessageIsAnObjectOfItsFields() throws IOException {
        // Given
        String text = """
                syntax = "proto3";
                package plant;
                import "google/protobuf/timestamp.proto";
                import "google/protobuf/wrappers.proto";
                import "google/protobuf/duration.proto";
                message Reading {
                  string id = 1;
                  repeated float size = 2;
                  repeated int32 loose = 3 [packed = false];
                  State state = 4;
                  map<string, sint64> extra = 5;
                  Inner inner = 6;
                  repeated Inner more = 7;
                  google.protobuf.Timestamp at = 8;
                  google.protobuf.Duration took = 9;
                  google.protobuf.BoolValue sure = 10;
                  uint64 large = 11;
                  fixed32 small = 12;
                  sint32 below = 13;
                  map<int32, Inner> parts = 14;
                  enum State { IDLE = 0; WORN = 1; }
                  message Inner { bool flag = 1; bytes raw = 2; }
                }
                """;

        // When
        String json = json(text, """
                id: "a" size: [1, 2.5] loose: [-1, 2] state: WORN extra {key: "n" value: -3} inner {flag: true raw: "abc"}
                more {flag: true} more {} at {seconds: 1772344800 nanos: 5} took {seconds: 1 nanos: 500000000} sure {value: true}
                large: 18446744073709551615 small: 4294967295 below: -7 parts {key: 3 value {flag: true}}
                """);

        // Then
        assertThat(json).isEqualTo("""
                        {"id":"a","size":[1.0,2.5],"loose":[-1,2],"state":"WORN","extra":{"n":-3},"inner":{"flag":true,"raw":"YWJj"},\
                        "more":[{"flag":true,"raw":""},{"flag":false,"raw":""}],"at":"2026-03-01T06:00:00.000000005Z","took":1.500000000,\
                        "sure":true,"large":18446744073709551615,"small":4294967295,"below":-7,"parts":{"3":{"flag":true,"raw":""}}}""");
    }

    @Test
    void aFieldThatWasNotWrittenHasItsDefaultOrIsMissing() throws IOException {
        // Given
        String text = """
                syntax = "proto3";
                message Reading {
                  int32 zero = 1;
                  optional int32 unknown = 2;
                  repeated int32 none = 3;
                  map<string, string> nothing = 4;
                  Reading inner = 5;
                  oneof choice { string left = 6; string right = 7; }
                  State state = 8;
                  enum State { FIRST = 0; }
                }
                """;

        // When
        String json = json(text, "right: ''");

        // Then
        assertThat(json).isEqualTo("{\"zero\":0,\"none\":[],\"nothing\":{},\"state\":\"FIRST\",\"right\":\"\"}");
    }

    @Test
    void theDefaultsOfProto2AreThoseOfTheSchema() throws IOException {
        // Given
        String text = """
                syntax = "proto2";
                message Reading {
                  optional int32 five = 1 [default = 5];
                  optional int32 unknown = 2;
                  repeated group Part = 3 { optional string name = 1; }
                  extensions 100 to 199;
                }
                """;

        // When
        String json = json(text, "Part { name: 'a' } Part { name: 'b' }");

        // Then
        assertThat(json).isEqualTo("{\"five\":5,\"part\":[{\"name\":\"a\"},{\"name\":\"b\"}]}");
    }

    @Test
    void fieldsMayComeInPiecesAndInAnyOrder() throws IOException {
        // Given
        String text = "syntax = 'proto3'; message Reading { repeated int32 x = 1; Reading in = 2; int32 y = 3; }"
                .replace('\'', '"');
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        for (String piece : new String[] {"x: [1] y: 1 in {y: 4}", "y: 2 x: [2, 3]", "in {x: [7]}"}) {
            value.write(ProtobufBytes.of(text, "Reading", builder -> TextFormat.merge(piece, builder)));
        }
        value.write(UnknownFieldSet.newBuilder()
                .addField(1, UnknownFieldSet.Field.newBuilder().addVarint(9).build())
                .addField(3, UnknownFieldSet.Field.newBuilder().addFixed32(9).build())
                .addField(
                        77,
                        UnknownFieldSet.Field.newBuilder()
                                .addGroup(UnknownFieldSet.newBuilder()
                                        .addField(
                                                1,
                                                UnknownFieldSet.Field.newBuilder()
                                                        .addVarint(1)
                                                        .build())
                                        .build())
                                .build())
                .build()
                .toByteArray());

        // When
        String json = Tokens.json("protobuf", file(text), value.toByteArray());

        // Then
        assertThat(json).isEqualTo("{\"x\":[1,2,3,9],\"in\":{\"x\":[7],\"y\":4},\"y\":2}");
    }

    @Test
    void importedFilesLieBesideTheFile() throws IOException {
        // Given
        Files.createDirectories(folder.resolve("common"));
        Files.writeString(
                folder.resolve("common/part.proto"),
                "syntax = 'proto3'; package common; message Part { string name = 1; }".replace('\'', '"'));
        String text = """
                syntax = "proto3";
                package plant;
                import "common/part.proto";
                import "not/there.proto";
                option java_package = "x";
                message Other { int32 a = 1; }
                message Reading { common.Part part = 1 [(not.there) = {a: 1}]; not.there.Thing thing = 2; }
                service Readings { rpc Get(Other) returns (Other); }
                """;
        Path file = file(text);

        // When
        String json = Tokens.json(
                "protobuf",
                new SchemaSettings(Optional.of(file), Optional.of("plant.Reading"), Optional.empty()),
                new byte[] {10, 3, 10, 1, 'p', 18, 2, 8, 1});

        // Then
        assertThat(json).isEqualTo("{\"part\":{\"name\":\"p\"},\"thing\":{}}");
    }

    @Test
    void aSetOfDescriptorsIsASchemaToo() throws IOException {
        // Given
        FileDescriptorSet.Builder all = FileDescriptorSet.newBuilder();
        addAll(SampleBatch.getDescriptor().getFile(), all);
        Path file = Files.write(folder.resolve("all.desc"), all.build().toByteArray());
        SampleBatch batch = SampleBatch.newBuilder().addLabels(3).build();

        // When
        String json = Tokens.json(
                "protobuf",
                new SchemaSettings(
                        Optional.of(file),
                        Optional.of(SampleBatch.getDescriptor().getFullName()),
                        Optional.empty()),
                batch.toByteArray());

        // Then
        assertThat(json).contains("\"labels\":[3]");
    }

    private static void addAll(FileDescriptor file, FileDescriptorSet.Builder set) {
        file.getDependencies().forEach(imported -> addAll(imported, set));
        set.addFile(file.toProto());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "syntax = 'proto3'; message A { int32 x = 1 }        |         | expected a .proto file, but:",
                "syntax = 'proto3'; message A { Missing x = 1; }     |         | expected a schema of Protobuf, but:",
                "edition = '2023'; message A { int32 x = 1; }        |         | expected a .proto file, but:",
                "syntax = 'proto3';                                  |         | expected a message in the schema",
                "syntax = 'proto3'; message A { int32 x = 1; }       | B       | expected the message 'B' in the schema",
                "syntax = 'proto3'; message A {int32 x=1; int32 y=1;}|         | expected a schema of Protobuf, but:",
            })
    void aFileWithoutTheMessageIsRefusedAtTheStart(String text, String message, String expected) throws IOException {
        // Given
        Path file = file(text.replace('\'', '"'));

        // When
        ThrowingCallable open = () -> Tokens.json(
                "protobuf",
                new SchemaSettings(Optional.of(file), Optional.ofNullable(message), Optional.empty()),
                new byte[0]);

        // Then
        assertThatThrownBy(open)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("alambic.mapping.schema: " + expected);
    }

    @Test
    void wellKnownValuesInListsAndMapsAreValues() throws IOException {
        // Given
        String text = """
                syntax = "proto3";
                import "google/protobuf/timestamp.proto";
                import "google/protobuf/wrappers.proto";
                message Reading {
                  repeated google.protobuf.Timestamp at = 1;
                  map<bool, google.protobuf.DoubleValue> sure = 2;
                }
                """;

        // When
        String json = json(
                text, "at {seconds: -1 nanos: 0} at {} sure {key: true value {value: 2}} sure {key: false value {}}");

        // Then
        assertThat(json)
                .contains(
                        "\"at\":[\"1969-12-31T23:59:59Z\",\"1970-01-01T00:00:00Z\"]", "\"true\":2.0", "\"false\":0.0");
    }
}
