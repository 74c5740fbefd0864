package io.alambic.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * The names and numbers below are the public specification's (Open Inference Protocol 2.0, gRPC), and
 * so is everything that a client of it can send. Alambic adds one field: a model's {@code properties}.
 */
class OpenInferenceProtocolTest {

    private static final List<String> SERVICE = List.of(
            "ServerLive(ServerLiveRequest) ServerLiveResponse",
            "ServerReady(ServerReadyRequest) ServerReadyResponse",
            "ModelReady(ModelReadyRequest) ModelReadyResponse",
            "ServerMetadata(ServerMetadataRequest) ServerMetadataResponse",
            "ModelMetadata(ModelMetadataRequest) ModelMetadataResponse",
            "ModelInfer(ModelInferRequest) ModelInferResponse");

    private static final List<String> FIELDS = List.of(
            "ServerLiveResponse.live = 1 bool",
            "ServerReadyResponse.ready = 1 bool",
            "ModelReadyRequest.name = 1 string",
            "ModelReadyRequest.version = 2 string",
            "ModelReadyResponse.ready = 1 bool",
            "ServerMetadataResponse.name = 1 string",
            "ServerMetadataResponse.version = 2 string",
            "ServerMetadataResponse.extensions = 3 repeated string",
            "ModelMetadataRequest.name = 1 string",
            "ModelMetadataRequest.version = 2 string",
            "ModelMetadataResponse.name = 1 string",
            "ModelMetadataResponse.versions = 2 repeated string",
            "ModelMetadataResponse.platform = 3 string",
            "ModelMetadataResponse.inputs = 4 repeated ModelMetadataResponse.TensorMetadata",
            "ModelMetadataResponse.outputs = 5 repeated ModelMetadataResponse.TensorMetadata",
            "ModelMetadataResponse.TensorMetadata.name = 1 string",
            "ModelMetadataResponse.TensorMetadata.datatype = 2 string",
            "ModelMetadataResponse.TensorMetadata.shape = 3 repeated int64",
            "ModelInferRequest.model_name = 1 string",
            "ModelInferRequest.model_version = 2 string",
            "ModelInferRequest.id = 3 string",
            "ModelInferRequest.parameters = 4 map<string, InferParameter>",
            "ModelInferRequest.inputs = 5 repeated ModelInferRequest.InferInputTensor",
            "ModelInferRequest.outputs = 6 repeated ModelInferRequest.InferRequestedOutputTensor",
            "ModelInferRequest.raw_input_contents = 7 repeated bytes",
            "ModelInferRequest.InferInputTensor.name = 1 string",
            "ModelInferRequest.InferInputTensor.datatype = 2 string",
            "ModelInferRequest.InferInputTensor.shape = 3 repeated int64",
            "ModelInferRequest.InferInputTensor.parameters = 4 map<string, InferParameter>",
            "ModelInferRequest.InferInputTensor.contents = 5 InferTensorContents",
            "ModelInferRequest.InferRequestedOutputTensor.name = 1 string",
            "ModelInferRequest.InferRequestedOutputTensor.parameters = 2 map<string, InferParameter>",
            "ModelInferResponse.model_name = 1 string",
            "ModelInferResponse.model_version = 2 string",
            "ModelInferResponse.id = 3 string",
            "ModelInferResponse.parameters = 4 map<string, InferParameter>",
            "ModelInferResponse.outputs = 5 repeated ModelInferResponse.InferOutputTensor",
            "ModelInferResponse.raw_output_contents = 6 repeated bytes",
            "ModelInferResponse.InferOutputTensor.name = 1 string",
            "ModelInferResponse.InferOutputTensor.datatype = 2 string",
            "ModelInferResponse.InferOutputTensor.shape = 3 repeated int64",
            "ModelInferResponse.InferOutputTensor.parameters = 4 map<string, InferParameter>",
            "ModelInferResponse.InferOutputTensor.contents = 5 InferTensorContents",
            "InferParameter.bool_param = 1 bool in parameter_choice",
            "InferParameter.int64_param = 2 int64 in parameter_choice",
            "InferParameter.string_param = 3 string in parameter_choice",
            "InferParameter.double_param = 4 double in parameter_choice",
            "InferParameter.uint64_param = 5 uint64 in parameter_choice",
            "InferTensorContents.bool_contents = 1 repeated bool",
            "InferTensorContents.int_contents = 2 repeated int32",
            "InferTensorContents.int64_contents = 3 repeated int64",
            "InferTensorContents.uint_contents = 4 repeated uint32",
            "InferTensorContents.uint64_contents = 5 repeated uint64",
            "InferTensorContents.fp32_contents = 6 repeated float",
            "InferTensorContents.fp64_contents = 7 repeated double",
            "InferTensorContents.bytes_contents = 8 repeated bytes");

    private final Contracts contracts = Contracts.of(Contracts.current());

    @Test
    void everyCallOfTheSpecificationIsOffered() {
        // Given
        var service = contracts.services().get("inference.GRPCInferenceService");

        // When
        var calls = service.getMethodList().stream().map(call -> "%s(%s) %s"
                .formatted(call.getName(), plain(call.getInputType()), plain(call.getOutputType())));

        // Then
        assertThat(calls).containsExactlyElementsOf(SERVICE);
    }

    @Test
    void everyFieldOfTheSpecificationHasItsNameNumberAndType() {
        // Given
        var messages = contracts.messages().entrySet().stream()
                .filter(message -> message.getKey().startsWith("inference."))
                .filter(message -> !message.getValue().getOptions().getMapEntry());

        // When
        var fields = messages.flatMap(message -> message.getValue().getFieldList().stream()
                .map(field -> "%s.%s".formatted(plain(message.getKey()), describe(message.getValue(), field))));

        // Then
        assertThat(fields)
                .contains("ModelMetadataResponse.properties = 6 map<string, string>")
                .filteredOn(field -> !field.contains(".properties = 6 "))
                .containsExactlyInAnyOrderElementsOf(FIELDS);
    }

    private String describe(DescriptorProto message, FieldDescriptorProto field) {
        String oneof = field.hasOneofIndex()
                ? " in " + message.getOneofDecl(field.getOneofIndex()).getName()
                : "";
        return "%s = %d %s%s".formatted(field.getName(), field.getNumber(), type(field), oneof);
    }

    private String type(FieldDescriptorProto field) {
        var entry = contracts.messages().get(field.getTypeName().replaceFirst("^\\.", ""));
        if (entry != null && entry.getOptions().getMapEntry()) {
            return "map<%s, %s>".formatted(type(entry.getField(0)), type(entry.getField(1)));
        }
        String name = field.hasTypeName()
                ? plain(field.getTypeName())
                : field.getType().name().replace("TYPE_", "").toLowerCase(Locale.ROOT);
        return field.getLabel() == Label.LABEL_REPEATED ? "repeated " + name : name;
    }

    private static String plain(String fullName) {
        return fullName.replaceFirst("^\\.?inference\\.", "");
    }
}
