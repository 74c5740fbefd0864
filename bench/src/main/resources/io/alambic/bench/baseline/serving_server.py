"""The student behind grpcio: ModelInfer of the Open Inference Protocol, raw FP32 in, logits out, requests batched.

Arguments: folder of the protocol's .proto file, work folder, file with the weights, most samples of a pass.
"""
import queue
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor

import grpc
import grpc_tools.protoc
import numpy as np
import torch
from torch import nn

PROTOS, WORK, WEIGHTS, LARGEST = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
THREADS = 32
PROTO = "inference/grpc_inference_service.proto"

if grpc_tools.protoc.main(["", f"-I{PROTOS}", f"--python_out={WORK}", f"--grpc_python_out={WORK}", PROTO]) != 0:
    sys.exit("protoc failed")
sys.path.insert(0, WORK)
from inference import grpc_inference_service_pb2 as pb  # noqa: E402
from inference import grpc_inference_service_pb2_grpc as stubs  # noqa: E402

torch.set_num_threads(1)


class Student(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(32 * 7 * 7, 64), nn.ReLU(), nn.Linear(64, 10))

    def forward(self, x):
        return self.layers(x)


def load():
    student = Student().eval()
    values = torch.from_numpy(np.fromfile(WEIGHTS, dtype="<f4"))
    for parameter in student.parameters():
        parameter.data, values = values[:parameter.numel()].view_as(parameter).clone(), values[parameter.numel():]
    if len(values) > 0:
        sys.exit(f"{len(values)} weights are left over")
    return torch.jit.optimize_for_inference(torch.jit.script(student))


class Inference(stubs.GRPCInferenceServiceServicer):
    """Requests that came while a pass ran share the next one, up to the largest pass."""

    def __init__(self, student):
        self.student = student
        self.waiting = queue.SimpleQueue()
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        left = None
        while True:
            request, future = left or self.waiting.get()
            batch, size, left = [(request, future)], request.inputs[0].shape[0], None
            while left is None and size < LARGEST and not self.waiting.empty():
                request, future = self.waiting.get()
                if size + request.inputs[0].shape[0] > LARGEST:
                    left = (request, future)
                else:
                    batch.append((request, future))
                    size += request.inputs[0].shape[0]
            self.answer(batch)

    def answer(self, batch):
        try:
            raw = bytearray().join(request.raw_input_contents[0] for request, _ in batch)
            with torch.inference_mode():
                logits = self.student(torch.frombuffer(raw, dtype=torch.float32).view(-1, 1, 28, 28)).numpy()
        except Exception as e:
            for _, future in batch:
                future.set_exception(e)
            return
        first = 0
        for request, future in batch:
            samples = request.inputs[0].shape[0]
            future.set_result(logits[first:first + samples])
            first += samples

    def ModelInfer(self, request, context):
        future = Future()
        self.waiting.put((request, future))
        logits = future.result()
        response = pb.ModelInferResponse(model_name=request.model_name, model_version="1", id=request.id)
        response.outputs.add(name="logits", datatype="FP32", shape=logits.shape)
        response.raw_output_contents.append(logits.tobytes())
        return response


server = grpc.server(ThreadPoolExecutor(THREADS), options=[("grpc.max_receive_message_length", 1 << 24)])
stubs.add_GRPCInferenceServiceServicer_to_server(Inference(load()), server)
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print(f"127.0.0.1:{port}", flush=True)
sys.stdin.read()  # until whoever started it closes it, or is gone
