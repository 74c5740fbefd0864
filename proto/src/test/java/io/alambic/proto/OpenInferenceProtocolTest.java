package io.alambic.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The names and numbers below are the public specification's (Open Inference Protocol 2.0, gRPC), and
 * so is everything that a client of it can send. The extensions have the names and numbers of Triton's
 * public contract. Alambic adds one field: a model's {@code properties}.
 */
class OpenInferenceProtocolTest {

    private static final List<String> SERVICE = List.of(
            "ServerLive(ServerLiveRequest) ServerLiveResponse",
            "ServerReady(ServerReadyRequest) ServerReadyResponse",
            "ModelReady(ModelReadyRequest) ModelReadyResponse",
            "ServerMetadata(ServerMetadataRequest) ServerMetadataResponse",
            "ModelMetadata(ModelMetadataRequest) ModelMetadataResponse",
            "ModelInfer(ModelInferRequest) ModelInferResponse");

    private static final List<String> EXTENSION_CALLS = List.of(
            "ModelStreamInfer(stream ModelInferRequest) stream ModelStreamInferResponse",
            "ModelConfig(ModelConfigRequest) ModelConfigResponse",
            "ModelStatistics(ModelStatisticsRequest) ModelStatisticsResponse",
            "RepositoryIndex(RepositoryIndexRequest) RepositoryIndexResponse",
            "RepositoryModelLoad(RepositoryModelLoadRequest) RepositoryModelLoadResponse",
            "RepositoryModelUnload(RepositoryModelUnloadRequest) RepositoryModelUnloadResponse");

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

    private static final List<String> EXTENSION_FIELDS = List.of(
            "ModelStreamInferResponse.error_message = 1 string",
            "ModelStreamInferResponse.infer_response = 2 ModelInferResponse",
            "ModelConfigRequest.name = 1 string",
            "ModelConfigRequest.version = 2 string",
            "ModelConfigResponse.config = 1 ModelConfig",
            "ModelConfig.name = 1 string",
            "ModelConfig.platform = 2 string",
            "ModelConfig.max_batch_size = 4 int32",
            "ModelConfig.input = 5 repeated ModelInput",
            "ModelConfig.output = 6 repeated ModelOutput",
            "ModelConfig.dynamic_batching = 11 ModelDynamicBatching in scheduling_choice",
            "ModelConfig.backend = 17 string",
            "ModelConfig.model_transaction_policy = 19 ModelTransactionPolicy",
            "ModelInput.name = 1 string",
            "ModelInput.data_type = 2 DataType",
            "ModelInput.dims = 4 repeated int64",
            "ModelInput.optional = 8 bool",
            "ModelOutput.name = 1 string",
            "ModelOutput.data_type = 2 DataType",
            "ModelOutput.dims = 3 repeated int64",
            "ModelDynamicBatching.preferred_batch_size = 1 repeated int32",
            "ModelDynamicBatching.max_queue_delay_microseconds = 2 uint64",
            "ModelTransactionPolicy.decoupled = 1 bool",
            "ModelStatisticsRequest.name = 1 string",
            "ModelStatisticsRequest.version = 2 string",
            "StatisticDuration.count = 1 uint64",
            "StatisticDuration.ns = 2 uint64",
            "InferStatistics.success = 1 StatisticDuration",
            "InferStatistics.fail = 2 StatisticDuration",
            "InferStatistics.queue = 3 StatisticDuration",
            "InferStatistics.compute_input = 4 StatisticDuration",
            "InferStatistics.compute_infer = 5 StatisticDuration",
            "InferStatistics.compute_output = 6 StatisticDuration",
            "InferStatistics.cache_hit = 7 StatisticDuration",
            "InferStatistics.cache_miss = 8 StatisticDuration",
            "InferResponseStatistics.compute_infer = 1 StatisticDuration",
            "InferResponseStatistics.compute_output = 2 StatisticDuration",
            "InferResponseStatistics.success = 3 StatisticDuration",
            "InferResponseStatistics.fail = 4 StatisticDuration",
            "InferResponseStatistics.empty_response = 5 StatisticDuration",
            "InferBatchStatistics.batch_size = 1 uint64",
            "InferBatchStatistics.compute_input = 2 StatisticDuration",
            "InferBatchStatistics.compute_infer = 3 StatisticDuration",
            "InferBatchStatistics.compute_output = 4 StatisticDuration",
            "MemoryUsage.type = 1 string",
            "MemoryUsage.id = 2 int64",
            "MemoryUsage.byte_size = 3 uint64",
            "ModelStatistics.name = 1 string",
            "ModelStatistics.version = 2 string",
            "ModelStatistics.last_inference = 3 uint64",
            "ModelStatistics.inference_count = 4 uint64",
            "ModelStatistics.execution_count = 5 uint64",
            "ModelStatistics.inference_stats = 6 InferStatistics",
            "ModelStatistics.batch_stats = 7 repeated InferBatchStatistics",
            "ModelStatistics.memory_usage = 8 repeated MemoryUsage",
            "ModelStatistics.response_stats = 9 map<string, InferResponseStatistics>",
            "ModelStatisticsResponse.model_stats = 1 repeated ModelStatistics",
            "ModelRepositoryParameter.bool_param = 1 bool in parameter_choice",
            "ModelRepositoryParameter.int64_param = 2 int64 in parameter_choice",
            "ModelRepositoryParameter.string_param = 3 string in parameter_choice",
            "ModelRepositoryParameter.bytes_param = 4 bytes in parameter_choice",
            "RepositoryIndexRequest.repository_name = 1 string",
            "RepositoryIndexRequest.ready = 2 bool",
            "RepositoryIndexResponse.models = 1 repeated RepositoryIndexResponse.ModelIndex",
            "RepositoryIndexResponse.ModelIndex.name = 1 string",
            "RepositoryIndexResponse.ModelIndex.version = 2 string",
            "RepositoryIndexResponse.ModelIndex.state = 3 string",
            "RepositoryIndexResponse.ModelIndex.reason = 4 string",
            "RepositoryModelLoadRequest.repository_name = 1 string",
            "RepositoryModelLoadRequest.model_name = 2 string",
            "RepositoryModelLoadRequest.parameters = 3 map<string, ModelRepositoryParameter>",
            "RepositoryModelUnloadRequest.repository_name = 1 string",
            "RepositoryModelUnloadRequest.model_name = 2 string",
            "RepositoryModelUnloadRequest.parameters = 3 map<string, ModelRepositoryParameter>");

    private final Contracts contracts = Contracts.of(Contracts.current());

    @Test
    void everyCallOfTheSpecificationIsOffered() {
        // Given
        var service = contracts.services().get("inference.GRPCInferenceService");

        // When
        var calls = service.getMethodList().stream().map(call -> "%s(%s%s) %s%s"
                .formatted(
                        call.getName(),
                        call.getClientStreaming() ? "stream " : "",
                        plain(call.getInputType()),
                        call.getServerStreaming() ? "stream " : "",
                        plain(call.getOutputType())));

        // Then
        assertThat(calls)
                .containsExactlyElementsOf(Stream.concat(SERVICE.stream(), EXTENSION_CALLS.stream())
                        .toList());
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
                .containsExactlyInAnyOrderElementsOf(Stream.concat(FIELDS.stream(), EXTENSION_FIELDS.stream())
                        .toList());
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
