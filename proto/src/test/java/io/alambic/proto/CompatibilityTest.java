package io.alambic.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.TextFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CompatibilityTest {

    private static final String FIELD_2 = "field { name: \"color\" number: 2 label: LABEL_OPTIONAL type: TYPE_INT32 }";
    private static final String VALUE_1 = "value { name: \"PET_CAT\" number: 1 }";

    private static final String RELEASED = """
            name: "alambic/v1/pet.proto"
            package: "alambic.v1"
            message_type {
              name: "Owner"
              field { name: "pet" number: 1 label: LABEL_OPTIONAL type: TYPE_ENUM type_name: ".alambic.v1.Pet" oneof_index: 0 }
              %s
              oneof_decl { name: "who" }
              reserved_range { start: 7 end: 9 }
              reserved_name: "age"
            }
            enum_type {
              name: "Pet"
              value { name: "PET_UNSPECIFIED" number: 0 }
              %s
              reserved_range { start: 5 end: 5 }
            }
            service {
              name: "PetService"
              method { name: "Buy" input_type: ".alambic.v1.Owner" output_type: ".alambic.v1.Owner" }
            }
            """.formatted(FIELD_2, VALUE_1);

    @Test
    void everyReleaseIsStillUnderstood() {
        // Given
        FileDescriptorSet current = Contracts.current();
        Map<String, FileDescriptorSet> releases = Contracts.released();

        // When
        List<String> breaks = releases.entrySet().stream()
                .flatMap(release -> Compatibility.breaks(release.getValue(), current).stream()
                        .map(sentence -> release.getKey() + ": " + sentence))
                .toList();

        // Then
        assertThat(releases).isNotEmpty();
        assertThat(breaks).isEmpty();
    }

    @ParameterizedTest(name = "{0} → {1}")
    @MethodSource("compatibleChanges")
    void aCompatibleChangeIsAccepted(String before, String after) throws Exception {
        // Given
        assertThat(RELEASED).contains(before);

        // When
        List<String> breaks = Compatibility.breaks(parse(RELEASED), parse(RELEASED.replace(before, after)));

        // Then
        assertThat(breaks).isEmpty();
    }

    static Stream<Arguments> compatibleChanges() {
        return Stream.of(
                arguments("", ""),
                arguments(FIELD_2, FIELD_2 + FIELD_2.replace("color", "size").replace("number: 2", "number: 3")),
                arguments(FIELD_2, "reserved_range { start: 2 end: 3 } reserved_name: \"color\""),
                arguments(VALUE_1, "reserved_range { start: 1 end: 1 } reserved_name: \"PET_CAT\""),
                arguments(VALUE_1, VALUE_1 + "value { name: \"PET_DOG\" number: 2 }"),
                arguments("service {", "message_type { name: \"Toy\" } service {"));
    }

    @ParameterizedTest(name = "{0} → {1}: {2}")
    @MethodSource("breakingChanges")
    void eachBreakingChangeIsFound(String before, String after, String sentence) throws Exception {
        // Given
        assertThat(RELEASED).contains(before);

        // When
        List<String> breaks = Compatibility.breaks(parse(RELEASED), parse(RELEASED.replace(before, after)));

        // Then
        assertThat(breaks).contains("alambic.v1." + sentence);
    }

    static Stream<Arguments> breakingChanges() {
        return Stream.of(
                arguments("name: \"Owner\"", "name: \"Keeper\"", "Owner: message was removed"),
                arguments("name: \"Pet\"", "name: \"Animal\"", "Pet: enum was removed"),
                arguments("PetService", "PetShopService", "PetService: service was removed"),
                arguments("\"Buy\"", "\"Adopt\"", "PetService.Buy: rpc was removed"),
                arguments(
                        "input_type: \".alambic.v1.O",
                        "input_type: \".alambic.v1.N",
                        "PetService.Buy: request type was changed"),
                arguments(
                        "output_type: \".alambic.v1.O",
                        "output_type: \".alambic.v1.N",
                        "PetService.Buy: response type was changed"),
                arguments(
                        "name: \"Buy\"",
                        "name: \"Buy\" client_streaming: true",
                        "PetService.Buy: client streaming was changed"),
                arguments(
                        "name: \"Buy\"",
                        "name: \"Buy\" server_streaming: true",
                        "PetService.Buy: server streaming was changed"),
                arguments("\"color\"", "\"colour\"", "Owner.color: number now belongs to colour"),
                arguments("number: 2", "number: 3", "Owner.color: was removed, but its number is not reserved"),
                arguments(
                        FIELD_2,
                        "reserved_range { start: 2 end: 3 }",
                        "Owner.color: was removed, but its name is not reserved"),
                arguments("\"color\"", "\"color\" json_name: \"colour\"", "Owner.color: name in JSON was changed"),
                arguments("TYPE_INT32", "TYPE_SINT32", "Owner.color: type was changed"),
                arguments("\".alambic.v1.Pet\"", "\".alambic.v1.Animal\"", "Owner.pet: type name was changed"),
                arguments(
                        FIELD_2,
                        FIELD_2.replace("OPTIONAL", "REPEATED"),
                        "Owner.color: became repeated, or no longer is"),
                arguments(
                        "\"color\"",
                        "\"color\" proto3_optional: true",
                        "Owner.color: became optional, or no longer is"),
                arguments(" oneof_index: 0", "", "Owner.pet: moved into or out of a oneof"),
                arguments("start: 7 end: 9", "start: 7 end: 8", "Owner: number 8 is no longer reserved"),
                arguments("reserved_name: \"age\"", "", "Owner: a reserved name is no longer reserved"),
                arguments("PET_CAT", "PET_DOG", "Pet.PET_CAT: number now belongs to PET_DOG"),
                arguments(VALUE_1, "", "Pet.PET_CAT: was removed, but its number is not reserved"),
                arguments("reserved_range { start: 5 end: 5 }", "", "Pet: number 5 is no longer reserved"));
    }

    private static FileDescriptorSet parse(String file) throws TextFormat.ParseException {
        return FileDescriptorSet.newBuilder()
                .addFile(TextFormat.parse(file, FileDescriptorProto.class))
                .build();
    }
}
