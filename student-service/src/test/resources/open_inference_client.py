"""A client of the Open Inference Protocol, version 2, that knows the public specification and nothing else.

Usage: open_inference_client.py HOST:PORT MODEL

The specification's messages stand below with the specification's own field numbers; no file of this
project is read. It prints one line for each check and exits with 1 at the first that fails.
"""
import array
import sys

try:
    import grpc
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
except ImportError as missing:
    sys.exit("prerequisite missing: install python3-grpcio and python3-protobuf (%s)" % missing)

PACKAGE = "inference"
SERVICE = "inference.GRPCInferenceService"

# message: {field: (number, type)}; "*" marks a repeated field, "map" a map to the named type.
SPECIFICATION = {
    "ServerLiveRequest": {},
    "ServerLiveResponse": {"live": (1, "bool")},
    "ServerReadyRequest": {},
    "ServerReadyResponse": {"ready": (1, "bool")},
    "ModelReadyRequest": {"name": (1, "string"), "version": (2, "string")},
    "ModelReadyResponse": {"ready": (1, "bool")},
    "ServerMetadataRequest": {},
    "ServerMetadataResponse": {"name": (1, "string"), "version": (2, "string"), "extensions": (3, "*string")},
    "ModelMetadataRequest": {"name": (1, "string"), "version": (2, "string")},
    "ModelMetadataResponse": {
        "name": (1, "string"),
        "versions": (2, "*string"),
        "platform": (3, "string"),
        "inputs": (4, "*ModelMetadataResponse.TensorMetadata"),
        "outputs": (5, "*ModelMetadataResponse.TensorMetadata"),
    },
    "ModelMetadataResponse.TensorMetadata": {
        "name": (1, "string"),
        "datatype": (2, "string"),
        "shape": (3, "*int64"),
    },
    "InferParameter": {
        "bool_param": (1, "bool"),
        "int64_param": (2, "int64"),
        "string_param": (3, "string"),
        "double_param": (4, "double"),
        "uint64_param": (5, "uint64"),
    },
    "InferTensorContents": {
        "bool_contents": (1, "*bool"),
        "int_contents": (2, "*int32"),
        "int64_contents": (3, "*int64"),
        "uint_contents": (4, "*uint32"),
        "uint64_contents": (5, "*uint64"),
        "fp32_contents": (6, "*float"),
        "fp64_contents": (7, "*double"),
        "bytes_contents": (8, "*bytes"),
    },
    "ModelInferRequest": {
        "model_name": (1, "string"),
        "model_version": (2, "string"),
        "id": (3, "string"),
        "parameters": (4, "map InferParameter"),
        "inputs": (5, "*ModelInferRequest.InferInputTensor"),
        "outputs": (6, "*ModelInferRequest.InferRequestedOutputTensor"),
        "raw_input_contents": (7, "*bytes"),
    },
    "ModelInferRequest.InferInputTensor": {
        "name": (1, "string"),
        "datatype": (2, "string"),
        "shape": (3, "*int64"),
        "parameters": (4, "map InferParameter"),
        "contents": (5, "InferTensorContents"),
    },
    "ModelInferRequest.InferRequestedOutputTensor": {
        "name": (1, "string"),
        "parameters": (2, "map InferParameter"),
    },
    "ModelInferResponse": {
        "model_name": (1, "string"),
        "model_version": (2, "string"),
        "id": (3, "string"),
        "parameters": (4, "map InferParameter"),
        "outputs": (5, "*ModelInferResponse.InferOutputTensor"),
        "raw_output_contents": (6, "*bytes"),
    },
    "ModelInferResponse.InferOutputTensor": {
        "name": (1, "string"),
        "datatype": (2, "string"),
        "shape": (3, "*int64"),
        "parameters": (4, "map InferParameter"),
        "contents": (5, "InferTensorContents"),
    },
}

# Triton's public extensions of it.
SPECIFICATION.update({
    "ModelStreamInferResponse": {
        "error_message": (1, "string"),
        "infer_response": (2, "ModelInferResponse"),
    },
    "ModelConfigRequest": {"name": (1, "string"), "version": (2, "string")},
    "ModelInput": {"name": (1, "string"), "data_type": (2, "int32"), "dims": (4, "*int64"), "optional": (8, "bool")},
    "ModelOutput": {"name": (1, "string"), "data_type": (2, "int32"), "dims": (3, "*int64")},
    "ModelDynamicBatching": {"preferred_batch_size": (1, "*int32"), "max_queue_delay_microseconds": (2, "uint64")},
    "ModelTransactionPolicy": {"decoupled": (1, "bool")},
    "ModelConfig": {
        "name": (1, "string"),
        "platform": (2, "string"),
        "max_batch_size": (4, "int32"),
        "input": (5, "*ModelInput"),
        "output": (6, "*ModelOutput"),
        "dynamic_batching": (11, "ModelDynamicBatching"),
        "backend": (17, "string"),
        "model_transaction_policy": (19, "ModelTransactionPolicy"),
    },
    "ModelConfigResponse": {"config": (1, "ModelConfig")},
    "ModelStatisticsRequest": {"name": (1, "string"), "version": (2, "string")},
    "StatisticDuration": {"count": (1, "uint64"), "ns": (2, "uint64")},
    "InferStatistics": {
        "success": (1, "StatisticDuration"),
        "fail": (2, "StatisticDuration"),
        "queue": (3, "StatisticDuration"),
        "compute_input": (4, "StatisticDuration"),
        "compute_infer": (5, "StatisticDuration"),
        "compute_output": (6, "StatisticDuration"),
    },
    "ModelStatistics": {
        "name": (1, "string"),
        "version": (2, "string"),
        "last_inference": (3, "uint64"),
        "inference_count": (4, "uint64"),
        "execution_count": (5, "uint64"),
        "inference_stats": (6, "InferStatistics"),
    },
    "ModelStatisticsResponse": {"model_stats": (1, "*ModelStatistics")},
    "RepositoryIndexRequest": {"repository_name": (1, "string"), "ready": (2, "bool")},
    "RepositoryIndexResponse": {"models": (1, "*RepositoryIndexResponse.ModelIndex")},
    "RepositoryIndexResponse.ModelIndex": {
        "name": (1, "string"),
        "version": (2, "string"),
        "state": (3, "string"),
        "reason": (4, "string"),
    },
    "RepositoryModelLoadRequest": {"repository_name": (1, "string"), "model_name": (2, "string")},
    "RepositoryModelLoadResponse": {},
    "RepositoryModelUnloadRequest": {"repository_name": (1, "string"), "model_name": (2, "string")},
    "RepositoryModelUnloadResponse": {},
})

HEALTH = {
    "HealthCheckRequest": {"service": (1, "string")},
    "HealthCheckResponse": {"status": (1, "int32")},
}

REFLECTION = {
    "ServerReflectionRequest": {
        "host": (1, "string"),
        "file_containing_symbol": (4, "string"),
        "list_services": (7, "string"),
    },
    "FileDescriptorResponse": {"file_descriptor_proto": (1, "*bytes")},
    "ServiceResponse": {"name": (1, "string")},
    "ListServiceResponse": {"service": (1, "*ServiceResponse")},
    "ServerReflectionResponse": {
        "file_descriptor_response": (4, "FileDescriptorResponse"),
        "list_services_response": (6, "ListServiceResponse"),
    },
}

FIELD = descriptor_pb2.FieldDescriptorProto


def fill(field, package, name, number, kind):
    field.name = name
    field.number = number
    field.label = FIELD.LABEL_REPEATED if kind.startswith("*") else FIELD.LABEL_OPTIONAL
    kind = kind.lstrip("*")
    if kind[0].isupper():
        field.type = FIELD.TYPE_MESSAGE
        field.type_name = ".%s.%s" % (package, kind)
    else:
        field.type = getattr(FIELD, "TYPE_" + kind.upper())


def messages(package, specification):
    """Message classes by name."""
    file = descriptor_pb2.FileDescriptorProto(name=package + ".proto", package=package, syntax="proto3")
    made = {}
    for full in specification:
        parent, _, simple = full.rpartition(".")
        made[full] = made[parent].nested_type.add() if parent else file.message_type.add()
        made[full].name = simple
        for name, (number, kind) in specification[full].items():
            if kind.startswith("map "):
                entry = made[full].nested_type.add()
                entry.name = name.title().replace("_", "") + "Entry"
                entry.options.map_entry = True
                fill(entry.field.add(), package, "key", 1, "string")
                fill(entry.field.add(), package, "value", 2, kind[len("map "):])
                kind = "*%s.%s" % (full, entry.name)
            fill(made[full].field.add(), package, name, number, kind)
    for nested in made.values():
        if nested.name == "InferParameter":
            nested.oneof_decl.add().name = "parameter_choice"
            for field in nested.field:
                field.oneof_index = 0
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    get_class = getattr(message_factory, "GetMessageClass", None) or message_factory.MessageFactory(pool).GetPrototype
    return {name: get_class(pool.FindMessageTypeByName("%s.%s" % (package, name))) for name in specification}


OIP = messages(PACKAGE, SPECIFICATION)


class Client:
    def __init__(self, target, model):
        self.channel = grpc.insecure_channel(target)
        self.model = model

    def call(self, method, compression=None, **fields):
        stub = self.channel.unary_unary(
            "/%s/%s" % (SERVICE, method),
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=OIP[method + "Response"].FromString,
        )
        return stub(OIP[method + "Request"](**fields), timeout=10, compression=compression)

    def refused(self, method, **fields):
        """Status code name and message of a call that must fail."""
        try:
            answer = self.call(method, **fields)
        except grpc.RpcError as error:
            return error.code().name, error.details()
        raise AssertionError("%s was answered: %s" % (method, answer))

    def unimplemented(self, method):
        """Status code name and message of a call that the contract has not."""
        try:
            self.channel.unary_unary("/%s/%s" % (SERVICE, method))(b"", timeout=10)
        except grpc.RpcError as error:
            return error.code().name, error.details()

    def stream(self, requests):
        """Answers to requests on one call."""
        stub = self.channel.stream_stream(
            "/%s/ModelStreamInfer" % SERVICE,
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=OIP["ModelStreamInferResponse"].FromString,
        )
        return list(stub((OIP["ModelInferRequest"](**request) for request in requests), timeout=30))

    def infer(self, values, shape, raw, **fields):
        tensor = {"name": "image", "datatype": "FP32", "shape": shape}
        request = dict(model_name=self.model, id="request-7", inputs=[tensor])
        if raw:
            request["raw_input_contents"] = [array.array("f", values).tobytes()]
        else:
            tensor["contents"] = {"fp32_contents": values}
        request.update(fields)
        return request

    def reflection(self, **request):
        types = messages("grpc.reflection.v1alpha", REFLECTION)
        stub = self.channel.stream_stream(
            "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=types["ServerReflectionResponse"].FromString,
        )
        return next(stub(iter([types["ServerReflectionRequest"](**request)]), timeout=10))

    def health(self, service):
        types = messages("grpc.health.v1", HEALTH)
        stub = self.channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=types["HealthCheckResponse"].FromString,
        )
        return stub(types["HealthCheckRequest"](service=service), timeout=10).status


def check(what, actual, expected):
    if actual != expected:
        sys.exit("FAILED %s: expected %r, but got %r" % (what, expected, actual))
    print("ok " + what)


def check_true(what, condition, seen):
    if not condition:
        sys.exit("FAILED %s: %r" % (what, seen))
    print("ok " + what)


def described(file):
    """{message: {field: number}} of a reflected file."""
    found = {}

    def walk(prefix, message):
        found[prefix + message.name] = {field.name: field.number for field in message.field}
        for nested in message.nested_type:
            if not nested.options.map_entry:
                walk(prefix + message.name + ".", nested)

    for message in file.message_type:
        walk("", message)
    return found


def check_reflection(client):
    services = client.reflection(list_services="*").list_services_response.service
    names = {service.name for service in services}
    wanted = {SERVICE, "grpc.health.v1.Health"}
    check_true("reflection lists the services", wanted <= names, names)
    files = client.reflection(file_containing_symbol=SERVICE).file_descriptor_response.file_descriptor_proto
    parsed = [descriptor_pb2.FileDescriptorProto.FromString(file) for file in files]
    server = described(next(file for file in parsed if file.package == PACKAGE))
    for name, fields in SPECIFICATION.items():
        ours = {field: number for field, (number, _) in fields.items()}
        theirs = {field: server.get(name, {}).get(field) for field in ours}
        check("field numbers of " + name, theirs, ours)


def check_metadata(client):
    check("ServerLive", client.call("ServerLive").live, True)
    check("ServerReady", client.call("ServerReady").ready, True)
    check("ModelReady", client.call("ModelReady", name=client.model).ready, True)
    server = client.call("ServerMetadata")
    check_true("ServerMetadata", server.name and server.version, server)
    model = client.call("ModelMetadata", name=client.model)
    check("model name", model.name, client.model)
    check("inputs", [(t.name, t.datatype, list(t.shape)) for t in model.inputs], [("image", "FP32", [-1, 1, 8, 8])])
    outputs = [(t.name, t.datatype, list(t.shape)) for t in model.outputs]
    check_true("outputs", ("logits", "FP32", [-1, 4]) in outputs, outputs)
    check_true("probabilities beside logits", ("probabilities", "FP32", [-1, 4]) in outputs, outputs)
    check_true("the newest versions", 1 <= len(model.versions) <= 3, model.versions)
    return outputs


def logits(answer, samples):
    place = [output.name for output in answer.outputs].index("logits")
    output = answer.outputs[place]
    check("shape of the answer", list(output.shape), [samples, 4])
    if answer.raw_output_contents:
        return list(array.array("f", answer.raw_output_contents[place]))
    return list(output.contents.fp32_contents)


def answer_of_one_version(client, values, shape):
    """Raw and typed answers of the same weights: the student trains, so a version may end between two calls."""
    for _ in range(20):
        raw = client.call("ModelInfer", **client.infer(values, shape, raw=True))
        typed = client.call("ModelInfer", **client.infer(values, shape, raw=False))
        if raw.model_version == typed.model_version:
            return raw, typed
    sys.exit("FAILED raw and typed: no two of 20 pairs of calls met the same version")


def check_inference(client, outputs):
    values = [(7 * i % 11) / 11 for i in range(3 * 64)]
    raw, typed = answer_of_one_version(client, values, [3, 1, 8, 8])
    check_true("raw answers raw", len(raw.raw_output_contents) == len(raw.outputs), raw)
    check_true("typed answers typed", not typed.raw_output_contents, typed)
    check("raw and typed contents give equal answers", logits(raw, 3), logits(typed, 3))
    check("id", raw.id, "request-7")
    check("logits and probabilities without being asked", [o.name for o in raw.outputs], ["logits", "probabilities"])
    names = [name for name, _, _ in outputs]
    every = client.call("ModelInfer", **client.infer(values, [3, 1, 8, 8], True, outputs=[{"name": n} for n in names]))
    check("every output of the metadata where it is named", [output.name for output in every.outputs], names)
    asked = client.call("ModelInfer", **client.infer(values, [3, 1, 8, 8], True, outputs=[{"name": "logits"}]))
    check("only the outputs asked for", [output.name for output in asked.outputs], ["logits"])
    parameters = {name: value.int64_param for name, value in raw.parameters.items()}
    check_true("version, step and event time", all(
        parameters.get(name, 0) > 0 for name in ("version", "step", "newest_event_time")), parameters)
    check("version twice", str(parameters["version"]), raw.model_version)


def check_refusals(client):
    values = [0.5] * 64
    code, text = client.refused("ModelInfer", **client.infer(values, [1, 1, 4, 16], raw=True))
    check("wrong shape", code, "INVALID_ARGUMENT")
    check_true("it names tensor, expected and actual shape", all(
        part in text for part in ("'image'", "[-1, 1, 8, 8]", "[1, 1, 4, 16]")), text)
    code, text = client.refused("ModelInfer", **client.infer(values[:-1], [1, 1, 8, 8], raw=True))
    check("too few raw bytes", code, "INVALID_ARGUMENT")
    code, text = client.refused("ModelInfer", **client.infer(values + [0], [1, 1, 8, 8], raw=False))
    check("too many elements", code, "INVALID_ARGUMENT")
    for method, fields in (
        ("ModelReady", {"name": "another"}),
        ("ModelMetadata", {"name": "another"}),
        ("ModelInfer", client.infer(values, [1, 1, 8, 8], True, model_name="another")),
        ("ModelMetadata", {"name": client.model, "version": "999999999"}),
        ("ModelInfer", client.infer(values, [1, 1, 8, 8], True, model_version="999999999")),
    ):
        code, text = client.refused(method, **fields)
        check("%s of an unknown model or version" % method, code, "NOT_FOUND")
    check("ModelReady of an unknown version", client.call(
        "ModelReady", name=client.model, version="999999999").ready, False)


def check_configuration(client):
    config = client.call("ModelConfig", name=client.model).config
    check("configuration", (config.name, config.max_batch_size > 0, config.model_transaction_policy.decoupled),
          (client.model, True, False))
    check("inputs of the configuration", [(i.name, i.data_type, list(i.dims)) for i in config.input],
          [("image", 11, [1, 8, 8])])
    check("a call that is not offered", client.unimplemented("TraceSetting")[0], "UNIMPLEMENTED")


def check_compression(client):
    values = [(7 * i % 11) / 11 for i in range(3 * 64)]
    for name, compression in (("gzip", grpc.Compression.Gzip), ("deflate", grpc.Compression.Deflate)):
        answer = client.call("ModelInfer", compression, **client.infer(values, [3, 1, 8, 8], raw=True))
        check("answer to a request in " + name, answer.id, "request-7")


def check_versions(client):
    """The student trains on, so a version may end before it is named; the newest lasts a while."""
    values = [0.5] * 64
    for _ in range(20):
        newest = client.call("ModelMetadata", name=client.model).versions[-1]
        try:
            named = client.call("ModelInfer", **client.infer(values, [1, 1, 8, 8], True, model_version=newest))
        except grpc.RpcError as error:
            check("an ended version", error.code().name, "NOT_FOUND")
            continue
        check("a version answers by its name", named.model_version, newest)
        return
    sys.exit("FAILED versions: none of 20 was there to be named")


def check_extensions(client):
    values = [0.5] * 64
    requests = [client.infer(values, [1, 1, 8, 8], True, id="stream-%d" % i) for i in range(40)]
    requests[7]["model_name"] = "another"
    answers = client.stream(requests)
    check("a stream is answered in order", [a.infer_response.id for a in answers], [r["id"] for r in requests])
    refused = [i for i, answer in enumerate(answers) if answer.error_message]
    check("a refusal does not end the stream", refused, [7])
    parameter = OIP["InferParameter"](int64_param=2)
    best = client.call("ModelInfer", **client.infer(
        values, [1, 1, 8, 8], False, outputs=[{"name": "probabilities", "parameters": {"classification": parameter}}]))
    classes = [text.decode().split(":") for text in best.outputs[0].contents.bytes_contents]
    check("classification", (best.outputs[0].datatype, list(best.outputs[0].shape)), ("BYTES", [1, 2]))
    check_true("largest first", float(classes[0][0]) >= float(classes[1][0]), classes)
    statistics = client.call("ModelStatistics", name=client.model).model_stats
    check_true("statistics of the versions", 1 <= len(statistics) <= 3, statistics)
    index = client.call("RepositoryIndex").models
    check_true("index", all((m.name, m.state) == (client.model, "READY") for m in index), index)
    client.call("RepositoryModelLoad", model_name=client.model)
    code, text = client.refused("RepositoryModelUnload", model_name=client.model)
    check("unload", code, "FAILED_PRECONDITION")


def main():
    client = Client(sys.argv[1], sys.argv[2])
    check_reflection(client)
    check("health of the server", client.health(""), 1)
    check("health of the service", client.health(SERVICE), 1)
    check_inference(client, check_metadata(client))
    check_refusals(client)
    check_configuration(client)
    check_compression(client)
    check_versions(client)
    check_extensions(client)
    print("done")


main()
