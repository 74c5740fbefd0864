"""Writes the small models that tests load: python3 make_models.py FOLDER (torch 1.13 or newer)."""
import sys
from pathlib import Path
from typing import Dict, Tuple

import torch
from torch import Tensor, nn


class Named(nn.Module):
    """Batch norm and a dictionary of outputs."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 3, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(3)
        self.pool = nn.MaxPool2d(2)
        self.classifier = nn.Linear(3 * 4 * 4, 4)

    def forward(self, image: Tensor) -> Dict[str, Tensor]:
        block1 = self.pool(torch.relu(self.norm1(self.conv1(image))))
        return {"logits": self.classifier(block1.flatten(1)), "block1": block1}


class Numbered(nn.Module):
    """A tuple of outputs; the first layer is frozen."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = nn.Linear(64, 5)
        self.classifier = nn.Linear(5, 4)
        self.hidden.requires_grad_(False)

    def forward(self, image: Tensor) -> Tuple[Tensor, Tensor]:
        hidden = torch.relu(self.hidden(image.flatten(1)))
        return self.classifier(hidden), hidden


class TwoInputs(nn.Module):
    """An image and whole numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(10, 3)
        self.classifier = nn.Linear(64 + 3, 4)

    def forward(self, image: Tensor, words: Tensor) -> Tensor:
        text = self.embedding(words).mean(1)
        return self.classifier(torch.cat([image.flatten(1), text], 1))


class FixedBatch(nn.Module):
    """Takes one sample at a time only."""

    def __init__(self) -> None:
        super().__init__()
        self.classifier = nn.Linear(64, 4)

    def forward(self, image: Tensor) -> Tensor:
        return self.classifier(image.reshape(1, 64))


class Masked(nn.Module):
    """Four classes; a class whose pixel of the first four is negative is impossible, one whose pixel is above 1 is NaN."""

    def __init__(self) -> None:
        super().__init__()
        self.classifier = nn.Linear(64, 4)

    def forward(self, image: Tensor) -> Tensor:
        pixels = image.flatten(1)
        logits = self.classifier(pixels).masked_fill(pixels[:, :4] < 0, float("-inf"))
        return logits.masked_fill(pixels[:, :4] > 1, float("nan"))


class Tied(nn.Module):
    """Two layers that share one weight."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(8, 8, bias=False)
        self.second = nn.Linear(8, 8, bias=False)
        self.second.weight = self.first.weight
        self.classifier = nn.Linear(8, 4)

    def forward(self, image: Tensor) -> Tensor:
        return self.classifier(self.second(torch.relu(self.first(image))))


class Classifier(nn.Module):
    """Ends with a softmax, as most exported classifiers do; the logits are there as well, for comparison."""

    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(64, 4)

    def forward(self, image: Tensor) -> Tuple[Tensor, Tensor]:
        logits = 3 * self.dense(image.flatten(1))
        return torch.softmax(logits, 1), logits


class Sentence(nn.Module):
    """Tokens of any number, whose mean is taken where the mask says so."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens = nn.Embedding(50, 8)
        self.classifier = nn.Linear(8, 4)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        counted = mask.float().unsqueeze(-1)
        mean = (self.tokens(ids) * counted).sum(1) / counted.sum(1).clamp(min=1.0)
        return self.classifier(mean)


class Tokens(nn.Module):
    """Tokens of any number, each with logits and a hidden state that know the mean of those that the mask names."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens = nn.Embedding(50, 6)
        self.mixed = nn.Linear(12, 6)
        self.classifier = nn.Linear(6, 3)

    def forward(self, ids: Tensor, mask: Tensor) -> Dict[str, Tensor]:
        counted = mask.float().unsqueeze(-1)
        tokens = self.tokens(ids)
        mean = (tokens * counted).sum(1, keepdim=True) / counted.sum(1, keepdim=True).clamp(min=1.0)
        hidden = torch.tanh(self.mixed(torch.cat([tokens, mean.expand_as(tokens)], -1)))
        return {"logits": self.classifier(hidden), "hidden": hidden}


class Length(nn.Module):
    """How many tokens it was given, padding included; a second output has one number for each."""

    def __init__(self, places: bool) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1))
        self.places = places

    def forward(self, ids: Tensor) -> Tensor:
        ones = torch.ones_like(ids).float() * self.scale
        return ones if self.places else ones.sum(1, keepdim=True)


def main(folder: Path) -> None:
    torch.manual_seed(7)
    image = torch.randn(4, 1, 8, 8)
    named = Named()
    for _ in range(3):
        named(2 * torch.randn(8, 1, 8, 8) + 1)  # running statistics that differ from the first ones
    torch.jit.script(named).save(str(folder / "named.pt"))
    numbered = Numbered()
    torch.jit.script(numbered).save(str(folder / "numbered.pt"))
    torch.jit.script(TwoInputs()).save(str(folder / "two-inputs.pt"))
    torch.jit.script(FixedBatch()).save(str(folder / "fixed-batch.pt"))
    torch.jit.script(Tied()).save(str(folder / "tied.pt"))
    torch.jit.trace(nn.Sequential(nn.Flatten(), nn.Linear(64, 4)), image).save(str(folder / "plain.pt"))
    torch.jit.script(Masked()).save(str(folder / "masked.pt"))
    dropout = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.Dropout(0.5), nn.Linear(32, 4)).train()
    torch.jit.trace(dropout, image, check_trace=False).save(str(folder / "dropout.pt"))
    torch.onnx.export(
        numbered.eval(),
        image,
        str(folder / "numbered.onnx"),
        input_names=["image"],
        output_names=["logits", "hidden"],
        dynamic_axes={name: {0: "batch"} for name in ("image", "logits", "hidden")},
    )
    classifier = Classifier().eval()
    torch.jit.script(classifier).save(str(folder / "softmax.pt"))
    torch.onnx.export(
        classifier,
        image,
        str(folder / "softmax.onnx"),
        input_names=["image"],
        output_names=["probabilities", "plain"],
        dynamic_axes={name: {0: "batch"} for name in ("image", "probabilities", "plain")},
    )
    sentence = Sentence()
    torch.jit.script(sentence).save(str(folder / "sentence.pt"))
    torch.jit.script(Length(False)).save(str(folder / "length.pt"))
    torch.jit.script(Length(True)).save(str(folder / "places.pt"))
    torch.onnx.export(
        sentence.eval(),
        (torch.zeros(1, 5, dtype=torch.long), torch.ones(1, 5, dtype=torch.long)),
        str(folder / "sentence.onnx"),
        input_names=["ids", "mask"],
        output_names=["logits"],
        dynamic_axes={"ids": {0: "batch", 1: "T"}, "mask": {0: "batch", 1: "T"}, "logits": {0: "batch"}},
    )
    tokens = Tokens()
    torch.jit.script(tokens).save(str(folder / "tokens.pt"))
    torch.onnx.export(
        tokens.eval(),
        (torch.zeros(1, 5, dtype=torch.long), torch.ones(1, 5, dtype=torch.long)),
        str(folder / "tokens.onnx"),
        input_names=["ids", "mask"],
        output_names=["logits", "hidden"],
        dynamic_axes={name: {0: "batch", 1: "T"} for name in ("ids", "mask", "logits", "hidden")},
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
