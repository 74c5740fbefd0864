"""Teacher and student in one loop on samples from Kafka: what somebody writes who has PyTorch and a Kafka client.

Arguments: folder of the contracts' .proto files, work folder, bootstrap servers, topic, threads.
For each line of seconds on its input it works for that long, and answers with the samples it did and the seconds.
"""
import math
import sys
import time

import grpc_tools.protoc
import numpy as np
import torch
import torch.nn.functional as F
from confluent_kafka import Consumer
from torch import nn

PROTOS, WORK, SERVERS, TOPIC, THREADS = sys.argv[1:6]
TAUGHT, BATCH, T = 128, 64, 4.0

FILES = [f"alambic/v1/{name}.proto" for name in ("tensor", "sample")]
INCLUDED = grpc_tools.__path__[0] + "/_proto"
if grpc_tools.protoc.main(["", f"-I{PROTOS}", f"-I{INCLUDED}", f"--python_out={WORK}", *FILES]) != 0:
    sys.exit("protoc failed")
sys.path.insert(0, WORK)
from alambic.v1.sample_pb2 import SampleBatch  # noqa: E402

torch.set_num_threads(int(THREADS))
torch.manual_seed(42)


def block(inputs, outputs):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))


class Cnn(nn.Module):
    def __init__(self, first, second, dense):
        super().__init__()
        self.block1, self.block2 = block(1, first), block(first, second)
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(second * 7 * 7, dense), nn.ReLU(), nn.Linear(dense, 10))

    def forward(self, x):
        map2 = self.block2(self.block1(x))
        return self.head(map2), map2


teacher = torch.jit.optimize_for_inference(torch.jit.script(Cnn(64, 64, 256).eval()))
# Channels last, which makes pools and convolutions faster; with one channel the strides have to say so.
student = Cnn(16, 32, 64).to(memory_format=torch.channels_last)
projector = nn.Conv2d(32, 64, 1).to(memory_format=torch.channels_last)
optimizer = torch.optim.AdamW([*student.parameters(), *projector.parameters()], lr=0.002, weight_decay=0)


def records():
    consumer = Consumer({
        "bootstrap.servers": SERVERS, "group.id": "script", "auto.offset.reset": "earliest",
        "fetch.message.max.bytes": 16 << 20})
    consumer.subscribe([TOPIC])
    while True:
        for message in consumer.consume(16, timeout=1):
            if message.error():
                sys.exit(str(message.error()))
            yield message.value()


def batches(values):
    """Images of TAUGHT samples, as the records come."""
    waiting, count = [], 0
    for value in values:
        tensor = SampleBatch.FromString(value).tensors[0]
        waiting.append(np.frombuffer(tensor.data, np.uint8).reshape(-1, 1, 28, 28))
        count += len(waiting[-1])
        if count >= TAUGHT:
            pixels = torch.from_numpy(np.concatenate(waiting))
            yield pixels.float().mul_(tensor.quantization.scale)
            waiting, count = [], 0


def step(images, logits, features):
    own, map2 = student(images.view(-1, 28, 28, 1).permute(0, 3, 1, 2))
    probabilities = F.softmax(logits / T, dim=1)
    output = T * T * F.kl_div(F.log_softmax(own / T, dim=1), probabilities, reduction="batchmean")
    loss = 0.5 * output + 0.5 * F.mse_loss(projector(map2), features)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return loss


def learn(images):
    with torch.no_grad():
        logits, features = teacher(images)
    for i in range(0, len(images), BATCH):
        loss = step(images[i:i + BATCH], logits[i:i + BATCH], features[i:i + BATCH])
    return loss


stream = batches(records())
learn(next(stream))
print("ready", flush=True)
for line in sys.stdin:
    seconds, done, start = float(line), 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        images = next(stream)
        loss = learn(images)
        done += len(images)
    if not math.isfinite(loss.item()):
        sys.exit("the loss is not finite")
    print(done, time.perf_counter() - start, flush=True)
