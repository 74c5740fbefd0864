"""Writes the models of TasksIT: python3 make_models.py FOLDER (torch 1.13).

Teachers know the rules by which TaskSamples makes labels; the embedding has random weights. Students have yet to learn.
"""
import sys
from pathlib import Path
from typing import Dict

import torch
from torch import Tensor, nn

LEVELS = torch.tensor([0.1, 0.45, 0.8])  # mean brightness of a quadrant at each of its levels
IMAGE = (1, 8, 8)


class Named(nn.Module):
    """Names the output of a network, which is not 'logits': settings have to say so."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, sample: Tensor) -> Dict[str, Tensor]:
        return {"answer": self.net(sample)}


class Scaled(nn.Module):
    """Numbers in the units of the teacher, which differ by orders of magnitude."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net
        self.register_buffer("units", torch.tensor([1000.0, 1.0, 0.001]))

    def forward(self, sample: Tensor) -> Tensor:
        return self.units * self.net(sample)


def weighted(layer: nn.Module, weight: Tensor, bias: Tensor) -> nn.Module:
    """Sets the weights of a layer."""
    layer.load_state_dict({"weight": weight.reshape(layer.weight.shape), "bias": bias})
    return layer


def quadrants(weight: Tensor, bias: Tensor) -> nn.Module:
    """A linear function of the mean brightness of the four quadrants."""
    return nn.Sequential(nn.AvgPool2d(4), nn.Flatten(), weighted(nn.Linear(4, len(bias)), weight, bias))


def sums_of_levels() -> nn.Module:
    """The levels of the upper, left and lower half, each in a unit of its own."""
    halves = torch.tensor([[1.0, 1.0, 0.0, 0.0], [1.0, 0.0, 1.0, 0.0], [0.0, 0.0, 1.0, 1.0]])
    step = LEVELS[1] - LEVELS[0]
    return Scaled(quadrants(halves / step, -2 * LEVELS[0] / step * torch.ones(3)))


def projection() -> nn.Module:
    """Random directions around the mean brightness of all images, so that embeddings point everywhere."""
    weight = torch.randn(8, 64) / 4
    mean = LEVELS @ torch.tensor([0.5, 0.3, 0.2])
    return nn.Sequential(nn.Flatten(), weighted(nn.Linear(64, 8), weight, -mean * weight.sum(1)), nn.Tanh())


def perceptron(inputs: int, outputs: int, hidden: int = 16) -> nn.Module:
    return nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, outputs))


def save_script(net: nn.Module, path: Path) -> None:
    torch.jit.script(Named(net)).save(str(path))


class Summed(nn.Module):
    """A function of the sum over all times, to which zeros behind a series add nothing."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, sample: Tensor) -> Tensor:
        return self.net(sample.sum(1) / 10)


class Tagger(nn.Module):
    """Logits and a hidden state for each time of a series."""

    def __init__(self, hidden: nn.Module, classifier: nn.Module) -> None:
        super().__init__()
        self.hidden = hidden
        self.classifier = classifier

    def forward(self, sample: Tensor) -> Dict[str, Tensor]:
        hidden = self.hidden(sample)
        return {"answer": self.classifier(hidden), "hidden": hidden}


def save_tagger_onnx(net: nn.Module, path: Path) -> None:
    names = ("sample", "answer", "hidden")
    torch.onnx.export(
        net.eval(),
        torch.zeros(2, 5, 4),
        str(path),
        opset_version=13,
        input_names=["sample"],
        output_names=["answer", "hidden"],
        dynamic_axes={name: {0: "batch", 1: "T"} for name in names},
    )


def save_onnx(net: nn.Module, shape, path: Path, open_times: bool = False) -> None:
    times = {1: "T"} if open_times else {}
    torch.onnx.export(
        net.eval(),
        torch.zeros(2, *shape),
        str(path),
        opset_version=13,
        input_names=["sample"],
        output_names=["answer"],
        dynamic_axes={"sample": {0: "batch", **times}, "answer": {0: "batch"}},
    )


def main(folder: Path) -> None:
    torch.manual_seed(7)
    is_brightest = quadrants(20 * torch.eye(4), -20 * LEVELS[1:].mean() * torch.ones(4))
    save_onnx(is_brightest, IMAGE, folder / "multi-label-teacher.onnx")
    save_script(nn.Sequential(nn.AvgPool2d(2), nn.Flatten(), perceptron(16, 4, 32)), folder / "multi-label-student.pt")

    save_script(sums_of_levels(), folder / "regression-teacher.pt")
    save_script(Scaled(nn.Sequential(nn.Flatten(), perceptron(16, 3))), folder / "regression-student.pt")

    save_script(projection(), folder / "embedding-teacher.pt")
    save_script(nn.Sequential(nn.Flatten(), perceptron(64, 8)), folder / "embedding-student.pt")

    nearest_level = weighted(nn.Conv2d(1, 3, 1), 60 * LEVELS, -30 * LEVELS**2)
    save_onnx(nearest_level, IMAGE, folder / "dense-teacher.onnx")
    save_script(
        nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 3, 1)), folder / "dense-student.pt")

    most = weighted(nn.Linear(4, 3), 8 * torch.eye(3, 4), torch.zeros(3))
    save_onnx(Summed(most), (5, 4), folder / "classification-teacher.onnx", open_times=True)
    save_script(Summed(perceptron(4, 3)), folder / "classification-student.pt")

    sharp = nn.Sequential(weighted(nn.Linear(4, 6), 4 * torch.eye(6, 4), torch.zeros(6)), nn.Tanh())
    save_tagger_onnx(
        Tagger(sharp, weighted(nn.Linear(6, 3), 8 * torch.eye(3, 6), torch.zeros(3))),
        folder / "dense-channels-last-teacher.onnx",
    )
    tagger = Tagger(nn.Sequential(nn.Linear(4, 8), nn.Tanh()), nn.Linear(8, 3))
    torch.jit.script(tagger).save(str(folder / "dense-channels-last-student.pt"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
