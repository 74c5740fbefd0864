package io.alambic.student.wiring;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Schemas of the bodies, for the OpenAPI document. */
final class InferenceSchemas {

    private InferenceSchemas() {}

    @Schema(name = "InferenceRequest")
    record Request(
            @Schema(description = "Returned in the answer") String id,

            @Schema(description = "Such as timeout in microseconds, or binary_data_output")
            Map<String, Object> parameters,

            @Schema(required = true) List<Input> inputs,

            @Schema(description = "Logits and probabilities where none is named")
            List<Output> outputs) {}

    @Schema(name = "InferenceInput")
    record Input(
            @Schema(required = true) String name,

            @Schema(required = true, examples = "[1, 1, 28, 28]")
            List<Long> shape,

            @Schema(required = true, examples = "FP32") String datatype,

            @Schema(description = "binary_data_size, where the tensor follows the JSON")
            Map<String, Object> parameters,

            @Schema(description = "Elements in row-major order, flat or nested")
            List<Object> data) {}

    @Schema(name = "InferenceOutput")
    record Output(
            @Schema(required = true) String name,

            @Schema(description = "Such as classification or binary_data")
            Map<String, Object> parameters) {}

    @Schema(name = "InferenceAnswer")
    record Answer(
            String model_name,
            String model_version,
            String id,

            @Schema(description = "version, step and newest_event_time of the weights that answered")
            Map<String, Object> parameters,

            List<Input> outputs) {}

    @Schema(name = "InferenceRefusal")
    record Refusal(String error) {}
}
