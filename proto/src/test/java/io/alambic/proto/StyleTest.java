package io.alambic.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.TextFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StyleTest {

    /** A file in perfect style; each broken one differs from it in one place. */
    private static final String GOOD = """
            name: "alambic/v1/pet_shop.proto"
            package: "alambic.v1"
            syntax: "proto3"
            options { java_package: "io.alambic.v1" java_multiple_files: true }
            message_type {
              name: "BuyRequest"
              field { name: "pet_kind" number: 1 label: LABEL_OPTIONAL type: TYPE_ENUM type_name: ".alambic.v1.PetKind" oneof_index: 0 }
              oneof_decl { name: "what_to_buy" }
            }
            message_type { name: "BuyResponse" }
            enum_type {
              name: "PetKind"
              value { name: "PET_KIND_UNSPECIFIED" number: 0 }
              value { name: "PET_KIND_CAT" number: 1 }
            }
            service {
              name: "PetService"
              method { name: "Buy" input_type: ".alambic.v1.BuyRequest" output_type: ".alambic.v1.BuyResponse" }
            }
            """;

    @Test
    void theContractsFollowTheStyleGuide() {
        // Given
        FileDescriptorSet contracts = Contracts.current();

        // When
        List<String> violations = Style.violations(contracts);

        // Then
        assertThat(contracts.getFileList()).hasSizeGreaterThanOrEqualTo(5);
        assertThat(violations).isEmpty();
    }

    @Test
    void aFileInPerfectStyleIsAccepted() throws Exception {
        // Given
        FileDescriptorSet good = parse(GOOD);

        // When
        List<String> violations = Style.violations(good);

        // Then
        assertThat(violations).isEmpty();
    }

    @ParameterizedTest(name = "{0} → {1}: {2}")
    @MethodSource("breaches")
    void eachBreachIsFound(String good, String bad, String rule) throws Exception {
        // Given
        assertThat(GOOD).contains(good);
        FileDescriptorSet broken = parse(GOOD.replace(good, bad));

        // When
        List<String> violations = Style.violations(broken);

        // Then
        assertThat(violations).anySatisfy(violation -> assertThat(violation).endsWith(": " + rule));
    }

    static Stream<Arguments> breaches() {
        return Stream.of(
                arguments("pet_shop.proto", "PetShop.proto", "file name must be lower_snake_case"),
                arguments("package: \"alambic.v1\"", "package: \"Alambic.v1\"", "package must be lower_snake.case"),
                arguments("package: \"alambic.v1\"", "package: \"alambic\"", "package must end in a version"),
                arguments("alambic/v1/", "alambic/", "folder must follow the package"),
                arguments("syntax: \"proto3\"", "syntax: \"proto2\"", "syntax must be proto3"),
                arguments("_files: true", "_files: false", "option java_multiple_files must be set"),
                arguments("io.alambic.v1", "io.alambic", "option java_package must follow the package"),
                arguments("syntax", "dependency: \"x\" public_dependency: 0 syntax", "must import nothing publicly"),
                arguments("BuyResponse\" }", "buy_response\" }", "message name must be PascalCase"),
                arguments("\"pet_kind\"", "\"petKind\"", "field name must be lower_snake_case"),
                arguments("LABEL_OPTIONAL", "LABEL_REQUIRED", "field must not be required"),
                arguments("what_to_buy", "whatToBuy", "oneof name must be lower_snake_case"),
                arguments("name: \"PetKind\"", "name: \"pet_kind\"", "enum name must be PascalCase"),
                arguments(
                        "name: \"PetKind\"",
                        "name: \"PetKind\" options { allow_alias: true }",
                        "enum must not allow aliases"),
                arguments("PET_KIND_CAT", "PET_KIND_Cat", "enum value must be UPPER_SNAKE_CASE"),
                arguments("PET_KIND_CAT", "CAT", "enum value must start with PET_KIND_"),
                arguments("_UNSPECIFIED", "_DOG", "enum value 0, and no other, must end in _UNSPECIFIED"),
                arguments("PetService", "petService", "service name must be PascalCase"),
                arguments("PetService", "Pets", "service name must end in Service"),
                arguments("name: \"Buy\"", "name: \"buy\"", "rpc name must be PascalCase"),
                arguments("name: \"Buy\"", "name: \"Sell\"", "rpc must use a message named SellRequest"),
                arguments(
                        "output_type: \".alambic.v1.BuyResponse\"",
                        "output_type: \".alambic.v1.BuyRequest\"",
                        "rpc must share no message with another: .alambic.v1.BuyRequest"));
    }

    private static FileDescriptorSet parse(String file) throws TextFormat.ParseException {
        return FileDescriptorSet.newBuilder()
                .addFile(TextFormat.parse(file, FileDescriptorProto.class))
                .build();
    }
}
