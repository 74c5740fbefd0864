"""A server of the Open Inference Protocol in Python with grpcio: python3 inference_server.py DESCRIPTOR

DESCRIPTOR is a file with the protocol's FileDescriptorProto. The model "sums" answers each sample of
FP32 [4] with the logits [sum, -sum] and the map "doubled" [4]. The first call of every third batch is
refused as overload. Prints its port, and ends when its input does."""
import struct
import sys
from concurrent import futures

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

POOL = descriptor_pool.DescriptorPool()
with open(sys.argv[1], "rb") as file:
    POOL.Add(descriptor_pb2.FileDescriptorProto.FromString(file.read()))
FACTORY = message_factory.MessageFactory(POOL)


def message(name):
    return FACTORY.GetPrototype(POOL.FindMessageTypeByName("inference." + name))


class Sums:
    def __init__(self):
        self.calls = 0

    def metadata(self, request, context):
        if request.name != "sums":
            context.abort(grpc.StatusCode.NOT_FOUND, "no model " + request.name)
        answer = message("ModelMetadataResponse")(name="sums", versions=["1", "3"], platform="python")
        answer.inputs.add(name="values", datatype="FP32", shape=[-1, 4])
        answer.outputs.add(name="logits", datatype="FP32", shape=[-1, 2])
        answer.outputs.add(name="doubled", datatype="FP32", shape=[-1, 4])
        return answer

    def infer(self, request, context):
        self.calls += 1
        if self.calls % 3 == 1:
            context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "busy")
        n = request.inputs[0].shape[0]
        values = struct.unpack("<%df" % (4 * n), request.raw_input_contents[0])
        sums = [sum(values[4 * i : 4 * i + 4]) for i in range(n)]
        numbers = {
            "logits": ([n, 2], [x for s in sums for x in (s, -s)]),
            "doubled": ([n, 4], [2 * value for value in values]),
        }
        answer = message("ModelInferResponse")(model_name="sums", model_version="3")
        for wanted in request.outputs:
            shape, floats = numbers[wanted.name]
            answer.outputs.add(name=wanted.name, datatype="FP32", shape=shape)
            answer.raw_output_contents.append(struct.pack("<%df" % len(floats), *floats))
        return answer


def handler(method, request):
    return grpc.unary_unary_rpc_method_handler(
        method,
        request_deserializer=message(request).FromString,
        response_serializer=lambda answer: answer.SerializeToString(),
    )


def main():
    sums = Sums()
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=2))
    methods = {
        "ModelMetadata": handler(sums.metadata, "ModelMetadataRequest"),
        "ModelInfer": handler(sums.infer, "ModelInferRequest"),
    }
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler("inference.GRPCInferenceService", methods),)
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    sys.stdin.read()
    server.stop(0).wait()


if __name__ == "__main__":
    main()
