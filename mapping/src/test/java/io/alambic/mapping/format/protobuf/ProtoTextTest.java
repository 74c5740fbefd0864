package io.alambic.mapping.format.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.alambic.inference.ModelInferRequest;
import io.alambic.v1.Knowledge;
import io.alambic.v1.SampleBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read out of a text is what Protobuf's compiler reads out of it. */
class ProtoTextTest {

    private static final Path SOURCES = Path.of("..", "proto", "src", "main", "proto");

    static Stream<FileDescriptor> compiled() {
        return Stream.of(SampleBatch.getDescriptor(), Knowledge.getDescriptor(), ModelInferRequest.getDescriptor())
                .map(message -> message.getFile());
    }

    @ParameterizedTest
    @MethodSource("compiled")
    void aTextIsDescribedAsTheCompilerDoes(FileDescriptor compiled) throws IOException {
        // Given
        Path file = SOURCES.resolve(compiled.getName());

        // When
        FileDescriptorProto described = ProtoFiles.read(file).file().toProto();

        // Then
        assertThat(Files.exists(file)).isTrue();
        assertThat(bare(described).getMessageTypeList())
                .isEqualTo(bare(compiled.toProto()).getMessageTypeList());
    }

    /** Without what is not read, and what the library finds out by itself. */
    private static FileDescriptorProto bare(FileDescriptorProto file) {
        FileDescriptorProto.Builder bare = file.toBuilder();
        bare.getMessageTypeBuilderList().forEach(ProtoTextTest::strip);
        return bare.build();
    }

    private static void strip(DescriptorProto.Builder message) {
        List<FieldDescriptorProto> fields = message.getFieldList().stream()
                .sorted(Comparator.comparing(FieldDescriptorProto::getNumber))
                .toList();
        message.clearField().addAllField(fields);
        List<DescriptorProto> nested = message.getNestedTypeList().stream()
                .sorted(Comparator.comparing(DescriptorProto::getName))
                .toList();
        message.clearNestedType().addAllNestedType(nested);
        message.clearReservedName().clearReservedRange();
        for (FieldDescriptorProto.Builder field : message.getFieldBuilderList()) {
            field.clearJsonName().clearOptions().clearType();
            field.setTypeName(field.getTypeName().replaceAll(".*\\.", ""));
            if (!field.getProto3Optional()) {
                field.clearProto3Optional();
            }
        }
        message.getEnumTypeBuilderList().forEach(constants -> constants.clearOptions());
        message.getNestedTypeBuilderList().forEach(ProtoTextTest::strip);
    }
}
