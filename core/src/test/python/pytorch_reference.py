"""Writes the values that PyTorch's own losses, layers and optimizer give, for the tests to compare with.

    python3 core/src/test/python/pytorch_reference.py

Needs PyTorch 1.13 or newer. The inputs are drawn in 32 bits from a fixed seed; every expectation is
computed from them in 64 bits, so that a difference of 1e-5 is a fault of the code under test and
not of the reference. Running it again must leave the committed file as it is.
"""

import json
import pathlib

import torch
import torch.nn.functional as F

TARGET = pathlib.Path(__file__).resolve().parents[1] / "resources" / "pytorch-reference.json"
INFINITY = float("inf")
NAN = float("nan")

torch.manual_seed(20240607)
torch.set_num_threads(1)
torch.set_default_dtype(torch.float32)


def packed(tensor):
    """Nine significant digits tell any two 32-bit numbers apart."""
    values = [float(f"{value:.9g}") for value in tensor.detach().double().flatten().tolist()]
    return {"shape": list(tensor.shape), "values": values}


def wide(tensor):
    """The same numbers in 64 bits, as a leaf that collects gradients."""
    return tensor.double().clone().requires_grad_()


def kl(student, teacher, temperature):
    loss = torch.nn.KLDivLoss(reduction="batchmean")
    log_student = F.log_softmax(student / temperature, dim=1)
    return temperature**2 * loss(log_student, F.softmax(teacher.double() / temperature, dim=1))


def one_hot(n, classes, on, off):
    logits = torch.full((n, classes), off)
    logits[torch.arange(n), torch.randint(classes, (n,))] = on
    return logits


def logits_mse(student, teacher, labels, temperature):
    return torch.nn.MSELoss()(student, teacher)


def kl_standardized(student, teacher, labels, temperature):
    """Sun et al. 2024: the divergence of logits of mean 0 and standard deviation 1."""

    def standardized(logits):
        return (logits - logits.mean(dim=1, keepdim=True)) / logits.std(dim=1, unbiased=False, keepdim=True)

    return kl(standardized(student), standardized(teacher), temperature)


def probabilities_mse(student, teacher, labels, temperature):
    loss = torch.nn.MSELoss()
    return temperature**2 * loss(F.softmax(student / temperature, dim=1), F.softmax(teacher / temperature, dim=1))


def decoupled(alpha, beta):
    """Zhao et al. 2022; the target is the label where there is one, else the teacher's class."""

    def loss(student, teacher, labels, temperature):
        named = teacher.argmax(dim=1)
        target = named if labels is None else torch.where(torch.tensor(labels) >= 0, torch.tensor(labels), named)
        mask = F.one_hot(target, student.shape[1]).bool()

        def parts(logits):
            log_all = F.log_softmax(logits / temperature, dim=1)
            log_target = log_all[mask][:, None]
            log_rest = torch.logsumexp(log_all.masked_fill(mask, -INFINITY), dim=1, keepdim=True)
            others = (logits / temperature)[~mask].reshape(len(logits), -1)
            return torch.cat([log_target, log_rest], dim=1), F.log_softmax(others, dim=1)

        (own_target, own_others), (target_binary, target_others) = parts(student), parts(teacher)
        divergence = torch.nn.KLDivLoss(reduction="batchmean", log_target=True)
        return temperature**2 * (
            alpha * divergence(own_target, target_binary) + beta * divergence(own_others, target_others)
        )

    return loss


def relational_distance(student, teacher, *_):
    """Park et al. 2019: distances between samples, divided by their mean, compared by Huber's loss."""

    def distances(vectors):
        rows = vectors.flatten(1)
        apart = torch.linalg.vector_norm(rows[:, None] - rows[None, :], dim=2)
        return apart / apart[~torch.eye(len(rows), dtype=torch.bool)].mean()

    return F.smooth_l1_loss(distances(student), distances(teacher))


def relational_angle(student, teacher, *_):
    """Park et al. 2019: cosines of the angles between every three samples, compared by Huber's loss."""

    def angles(vectors):
        rows = vectors.flatten(1)
        sides = F.normalize(rows[None, :] - rows[:, None], dim=2)
        return torch.bmm(sides, sides.transpose(1, 2))

    return F.smooth_l1_loss(angles(student), angles(teacher))


OUTPUT_TERMS = {
    "logits-mse": logits_mse,
    "probabilities-mse": probabilities_mse,
    "decoupled(1, 8)": decoupled(1, 8),
    "decoupled(0.5, 0)": decoupled(0.5, 0),
    "decoupled(0, 2)": decoupled(0, 2),
    "relational-distance": relational_distance,
    "relational-angle": relational_angle,
    "kl-standardized": kl_standardized,
}


def output_cases():
    huge = 1e4 * torch.randn(4, 10).sign()
    logits = {
        "random": (torch.randn(5, 10), torch.randn(5, 10), None),
        "labelled": (torch.randn(5, 10), torch.randn(5, 10), [3, -1, 9, 0, -1]),
        "confident": (8 * torch.randn(5, 10), 8 * torch.randn(5, 10), None),
        "one sample": (torch.randn(1, 10), torch.randn(1, 10), None),
        "two classes": (torch.randn(6, 2), torch.randn(6, 2), None),
        "many classes": (torch.randn(2, 100), torch.randn(2, 100), None),
        "nearly equal": (huge.sign() + 1e-3 * torch.randn(4, 10), huge.sign(), None),
        "huge": (huge, 1e4 * torch.randn(4, 10), None),
        "one-hot teacher": (torch.randn(5, 10), one_hot(5, 10, 1e3, 0.0), None),
    }
    for term, loss in OUTPUT_TERMS.items():
        for name, (student, teacher, labels) in logits.items():
            if term.startswith("relational") and len(student) == 1:
                continue
            softened = term.startswith(("probabilities", "decoupled", "kl"))
            temperatures = (1.0, 4.0, 0.5, 20.0) if name == "random" else (4.0,)
            for temperature in temperatures if softened else (1.0,):
                leaf = wide(student)
                value = loss(leaf, teacher.double(), labels, temperature)
                value.backward()
                assert torch.isfinite(value) and torch.isfinite(leaf.grad).all(), (term, name)
                yield {
                    "name": f"{term}, {name}, T={temperature}",
                    "term": term,
                    "temperature": temperature,
                    "student": packed(student),
                    "teacher": packed(teacher),
                    "labels": labels,
                    "value": value.item(),
                    "gradient": packed(leaf.grad),
                }


def kl_cases():
    huge = 1e4 * torch.randn(4, 10).sign()
    logits = {
        "random": (torch.randn(5, 10), torch.randn(5, 10)),
        "confident": (8 * torch.randn(5, 10), 8 * torch.randn(5, 10)),
        "one sample": (torch.randn(1, 10), torch.randn(1, 10)),
        "two classes": (torch.randn(6, 2), torch.randn(6, 2)),
        "many classes": (torch.randn(1, 100), torch.randn(1, 100)),
        "nearly equal": (huge.sign() + 1e-3 * torch.randn(4, 10), huge.sign()),
        "huge": (huge, 1e4 * torch.randn(4, 10)),
        "beyond huge": (1e30 * torch.randn(4, 10), 1e30 * torch.randn(4, 10)),
        "near the end of the range": (1e36 * torch.randn(4, 10).sign(), 1e36 * torch.randn(4, 10).sign()),
        "one-hot teacher": (torch.randn(5, 10), one_hot(5, 10, 1e3, 0.0)),
        "one-hot teacher, the rest impossible": (torch.randn(5, 10), one_hot(5, 10, 0.0, -INFINITY)),
    }
    equal = torch.randn(3, 10)
    logits["equal"] = (equal, equal)
    for name, (student, teacher) in logits.items():
        for temperature in (1.0, 4.0, 0.5, 20.0):
            leaf = wide(student)
            value = kl(leaf, teacher, temperature)
            value.backward()
            assert torch.isfinite(value), name
            yield {
                "name": f"{name}, T={temperature}",
                "temperature": temperature,
                "student": packed(student),
                "teacher": packed(teacher),
                "value": value.item(),
                "gradient": packed(leaf.grad),
            }


def fitted(student, teacher_shape):
    """Height and width of the teacher's map, as the design asks: pooling where it divides, else interpolation."""
    height, width = teacher_shape[2:]
    own_height, own_width = student.shape[2:]
    if (own_height, own_width) == (height, width):
        return student
    if own_height % height == 0 and own_width % width == 0:
        return F.avg_pool2d(student, (own_height // height, own_width // width))
    return F.interpolate(student, size=(height, width), mode="bilinear", align_corners=False, antialias=True)


def projected(student, teacher_shape, weight, bias):
    if weight is None:
        return student
    if weight.dim() == 2:
        return F.linear(student, weight, bias)
    return F.conv2d(fitted(student, teacher_shape), weight, bias)


def projector(student_shape, teacher_shape):
    if student_shape == teacher_shape:
        return None, None
    tail = (1, 1) if len(student_shape) == 4 else ()
    return 0.3 * torch.randn(teacher_shape[1], student_shape[1], *tail), 0.3 * torch.randn(teacher_shape[1])


def feature(student, teacher, weight, bias):
    return torch.nn.MSELoss()(projected(student, teacher.shape, weight, bias), teacher.double())


def cosine(student, teacher, weight, bias):
    return (1 - F.cosine_similarity(projected(student, teacher.shape, weight, bias), teacher.double(), dim=1)).mean()


def attention(student, teacher, *_):
    """Zagoruyko, Komodakis 2017; summed over places, mean over samples."""

    def places(maps):
        return F.normalize(maps.pow(2).mean(1).flatten(1))

    fit = fitted(student, teacher.shape) if student.dim() == 4 else student
    return (places(fit) - places(teacher.double())).pow(2).sum() / len(teacher)


def info_nce(temperature):
    """Van den Oord et al. 2018: the teacher's map of the same sample is one class among those of the batch."""

    def loss(student, teacher, weight, bias):
        own = F.normalize(projected(student, teacher.shape, weight, bias).flatten(1))
        similarities = own @ F.normalize(teacher.double().flatten(1)).T / temperature
        return F.cross_entropy(similarities, torch.arange(len(own)))

    return loss


def distance_cases():
    maps = {
        "equal maps": ((3, 4, 6, 6), (3, 4, 6, 6)),
        "more channels": ((3, 4, 6, 6), (3, 16, 6, 6)),
        "average pool": ((4, 4, 8, 12), (4, 8, 4, 4)),
        "interpolated up": ((2, 4, 5, 7), (2, 8, 10, 14)),
        "interpolated down, one sample": ((1, 3, 9, 9), (1, 4, 4, 5)),
    }
    vectors = {"equal vectors": ((5, 12), (5, 12)), "linear": ((5, 12), (5, 30)), "one vector": ((1, 30), (1, 12))}
    series = {"series": ((3, 4, 9), (3, 6, 9))}
    distances = {
        "cosine": (cosine, maps | vectors, True),
        "attention": (attention, maps | series, False),
        "relational-distance": (relational_distance, maps | vectors | series, False),
        "relational-angle": (relational_angle, maps | vectors | series, False),
    }
    yield from distances_of(distances)


def contrast_cases():
    maps = {"more channels": ((3, 4, 6, 6), (3, 16, 6, 6)), "average pool": ((4, 4, 8, 12), (4, 8, 4, 4))}
    vectors = {"equal vectors": ((5, 12), (5, 12)), "linear": ((8, 12), (8, 30)), "one vector": ((1, 30), (1, 12))}
    yield from distances_of(
        {
            "info-nce(0.1)": (info_nce(0.1), maps | vectors, True),
            "info-nce(1)": (info_nce(1.0), maps | vectors, True),
        }
    )


def distances_of(distances):
    for distance, (loss, shapes, projects) in distances.items():
        for name, (student_shape, teacher_shape) in shapes.items():
            if distance.startswith("relational") and student_shape[0] == 1:
                continue
            student, teacher = torch.randn(student_shape), torch.randn(teacher_shape)
            weight, bias = projector(student_shape, teacher_shape) if projects else (None, None)
            leaf = wide(student)
            wide_weight, wide_bias = (None, None) if weight is None else (wide(weight), wide(bias))
            pair_weight = 1.5
            value = pair_weight * loss(leaf, teacher.double(), wide_weight, wide_bias)
            value.backward()
            yield {
                "name": f"{distance}, {name}",
                "distance": distance,
                "pairWeight": pair_weight,
                "student": packed(student),
                "teacher": packed(teacher),
                "weight": None if weight is None else packed(weight),
                "bias": None if bias is None else packed(bias),
                "value": value.item(),
                "studentGradient": packed(leaf.grad),
                "weightGradient": None if weight is None else packed(wide_weight.grad),
                "biasGradient": None if bias is None else packed(wide_bias.grad),
            }


def feature_cases():
    shapes = {
        "equal maps": ((3, 4, 6, 6), (3, 4, 6, 6)),
        "equal vectors": ((5, 12), (5, 12)),
        "more channels": ((3, 4, 6, 6), (3, 16, 6, 6)),
        "fewer channels, one sample": ((1, 16, 5, 7), (1, 4, 5, 7)),
        "average pool": ((2, 4, 8, 12), (2, 8, 4, 4)),
        "average pool, equal channels": ((1, 4, 14, 14), (1, 4, 7, 7)),
        "interpolated up": ((2, 4, 5, 7), (2, 8, 10, 14)),
        "interpolated down": ((1, 4, 14, 14), (1, 8, 5, 9)),
        "linear": ((5, 12), (5, 30)),
        "linear, one sample": ((1, 30), (1, 12)),
    }
    for name, (student_shape, teacher_shape) in shapes.items():
        student, teacher = torch.randn(student_shape), torch.randn(teacher_shape)
        weight, bias = projector(student_shape, teacher_shape)
        leaf = wide(student)
        wide_weight, wide_bias = (None, None) if weight is None else (wide(weight), wide(bias))
        pair_weight = 0.75
        value = pair_weight * feature(leaf, teacher, wide_weight, wide_bias)
        value.backward()
        yield {
            "name": f"mse, {name}",
            "distance": "mse",
            "pairWeight": pair_weight,
            "student": packed(student),
            "teacher": packed(teacher),
            "weight": None if weight is None else packed(weight),
            "bias": None if bias is None else packed(bias),
            "value": value.item(),
            "studentGradient": packed(leaf.grad),
            "weightGradient": None if weight is None else packed(wide_weight.grad),
            "biasGradient": None if bias is None else packed(wide_bias.grad),
        }


def label(student, labels):
    return torch.nn.CrossEntropyLoss(ignore_index=-1)(student, labels)


def label_cases():
    cases = {
        "every sample labelled": (torch.randn(6, 10), [3, 0, 9, 9, 1, 4]),
        "some without a label": (torch.randn(6, 10), [3, -1, 9, -1, -1, 0]),
        "one sample": (torch.randn(1, 10), [7]),
        "sure and wrong": (1e4 * torch.randn(4, 10).sign(), [0, 1, 2, 3]),
    }
    for name, (student, labels) in cases.items():
        leaf = wide(student)
        value = label(leaf, torch.tensor(labels))
        value.backward()
        yield {
            "name": name,
            "student": packed(student),
            "labels": labels,
            "value": value.item(),
            "gradient": packed(leaf.grad),
        }


def by_term(output, feature_maps, labels):
    return {"OUTPUT": output, "FEATURE": feature_maps, "LABEL": labels}


def sum_cases():
    lambdas = {
        "halves": (0.5, 0.5, 0.0, 1.0),
        "all three": (0.3, 0.5, 0.2, 4.0),
        "output alone": (1.0, 0.0, 0.0, 2.0),
        "features alone": (0.0, 1.0, 0.0, 1.0),
        "labels alone": (0.0, 0.0, 1.0, 1.0),
    }
    for name, (lambda1, lambda2, lambda3, temperature) in lambdas.items():
        student, teacher = torch.randn(4, 10), torch.randn(4, 10)
        student_map, teacher_map = torch.randn(4, 3, 8, 8), torch.randn(4, 6, 4, 4)
        weight, bias = projector(student_map.shape, teacher_map.shape)
        labels = [5, -1, 2, 8]
        leaf, leaf_map, wide_weight, wide_bias = map(wide, (student, student_map, weight, bias))
        terms = (
            kl(leaf, teacher, temperature),
            feature(leaf_map, teacher_map, wide_weight, wide_bias),
            label(leaf, torch.tensor(labels)),
        )
        value = lambda1 * terms[0] + lambda2 * terms[1] + lambda3 * terms[2]
        value.backward()
        yield {
            "name": name,
            "lambdas": by_term(lambda1, lambda2, lambda3),
            "temperature": temperature,
            "student": packed(student),
            "teacher": packed(teacher),
            "studentMap": packed(student_map),
            "teacherMap": packed(teacher_map),
            "weight": packed(weight),
            "bias": packed(bias),
            "labels": labels,
            "terms": by_term(*(term.item() for term in terms)),
            "value": value.item(),
            "studentGradient": packed(leaf.grad),
            "studentMapGradient": packed(leaf_map.grad),
            "weightGradient": packed(wide_weight.grad),
            "biasGradient": packed(wide_bias.grad),
        }


OPTIMIZERS = {
    "adamw": lambda weight, **settings: torch.optim.AdamW(weight, betas=(0.9, 0.999), eps=1e-8, **settings),
    "adam": lambda weight, **settings: torch.optim.Adam(weight, betas=(0.9, 0.999), eps=1e-8, **settings),
    "sgd": lambda weight, **settings: torch.optim.SGD(weight, **settings),
    "sgd(0.9)": lambda weight, **settings: torch.optim.SGD(weight, momentum=0.9, **settings),
    "nesterov(0.9)": lambda weight, **settings: torch.optim.SGD(weight, momentum=0.9, nesterov=True, **settings),
}


def optimizer_cases():
    """On Σ (scale · weight)^2 / 2: its gradient is scale² · weight, known without another engine."""
    for optimizer_name, make in OPTIMIZERS.items():
        for name, decay, rate, scale, limit in (
            ("no decay", 0.0, 1e-3, 1.0, 0.0),
            ("decay", 0.05, 1e-2, 1.0, 0.0),
            ("gradients as small as epsilon", 0.01, 1e-3, 1e-4, 0.0),
            ("clipped", 0.05, 1e-2, 2.0, 0.5),
            ("falling rate", 0.05, -1e-2, 1.0, 0.0),
        ):
            start = torch.randn(3, 4)
            weight = wide(start)
            optimizer = make([weight], lr=abs(rate), weight_decay=decay)
            after = []
            for step in range(1, 101):
                if rate < 0:
                    optimizer.param_groups[0]["lr"] = -rate * (1 - (step - 1) / 100)
                optimizer.zero_grad()
                ((scale * weight) ** 2).sum().div(2).backward()
                if limit > 0:
                    torch.nn.utils.clip_grad_norm_([weight], limit)
                optimizer.step()
                if step in (1, 2, 10, 100):
                    after.append({"step": step, "weight": packed(weight)})
            yield {
                "name": f"{optimizer_name}, {name}",
                "optimizer": optimizer_name,
                "decay": decay,
                "learningRate": f"linear({-rate}, 0, 100)" if rate < 0 else str(rate),
                "scale": scale,
                "maxGradientNorm": limit,
                "start": packed(start),
                "after": after,
            }


def binary_kl(student, teacher, temperature):
    """One Bernoulli a class, summed over the classes; 1 − sigmoid(z) is sigmoid(−z)."""
    loss = torch.nn.KLDivLoss(reduction="sum")
    own, target = student / temperature, teacher / temperature
    inside = loss(F.logsigmoid(own), torch.sigmoid(target))
    outside = loss(F.logsigmoid(-own), torch.sigmoid(-target))
    return temperature**2 * (inside + outside) / len(student)


def binary_kl_cases():
    near = torch.randn(4, 5)
    out = torch.randn(4, 5)
    out[torch.arange(4), torch.randint(5, (4,))] = -INFINITY
    logits = {
        "random": (torch.randn(5, 6), torch.randn(5, 6)),
        "one sample, one class": (torch.randn(1, 1), torch.randn(1, 1)),
        "sure and wrong": (60 * torch.randn(4, 5).sign(), 60 * torch.randn(4, 5).sign()),
        "nearly equal": (near + 1e-3 * torch.randn(4, 5), near),
        "ruled out": (torch.randn(4, 5), out),
    }
    for name, (student, teacher) in logits.items():
        for temperature in (1.0, 4.0, 0.5):
            leaf = wide(student)
            value = binary_kl(leaf, teacher.double(), temperature)
            value.backward()
            assert torch.isfinite(value) and torch.isfinite(leaf.grad).all(), name
            yield {
                "name": f"{name}, T={temperature}",
                "temperature": temperature,
                "student": packed(student),
                "teacher": packed(teacher),
                "value": value.item(),
                "gradient": packed(leaf.grad),
            }


ERROR_LOSSES = {
    "mse": torch.nn.MSELoss(),
    "huber(1)": torch.nn.HuberLoss(delta=1.0),
    "huber(0.3)": torch.nn.HuberLoss(delta=0.3),
}


def deviation(batches):
    """Of all samples; 1 for a number that never varies."""
    variance, mean = torch.var_mean(torch.cat(batches).double(), dim=0, unbiased=False)
    return torch.where(variance < 1e-12 * (1 + mean**2), torch.ones_like(variance), variance).sqrt()


def regression_cases():
    units = torch.tensor([1e-3, 1.0, 50.0, 2e4])
    constant = torch.randn(6, 4)
    constant[:, 2] = 0.1
    cases = {
        "first batch": ([], torch.randn(5, 4), torch.randn(5, 4)),
        "later batch": ([torch.randn(7, 4), torch.randn(2, 4)], torch.randn(5, 4), torch.randn(5, 4)),
        "other units": ([], units * torch.randn(8, 4), 3 * units + units * torch.randn(8, 4)),
        "far off": ([torch.randn(7, 4)], 60 * torch.randn(5, 4).sign(), torch.randn(5, 4)),
        "a number that never varies": ([], torch.randn(6, 4), constant),
        "one sample": ([torch.randn(7, 4)], torch.randn(1, 4), torch.randn(1, 4)),
    }
    for loss, distance in ERROR_LOSSES.items():
        for name, (earlier, student, teacher) in cases.items():
            leaf, scale = wide(student), deviation([*earlier, teacher])
            value = distance(leaf / scale, teacher.double() / scale)
            value.backward()
            yield {
                "name": f"{loss}, {name}",
                "loss": loss,
                "earlier": [packed(batch) for batch in earlier],
                "student": packed(student),
                "target": packed(teacher),
                "value": value.item(),
                "gradient": packed(leaf.grad),
            }


def label_distance_cases():
    """A number whose label is not known is NaN."""
    some, one = torch.randn(5, 4), torch.full((5, 4), NAN)
    some[torch.rand(5, 4) < 0.4] = NAN
    one[3, 1] = 0.5
    cases = {
        "every number known": (torch.randn(5, 4), torch.randn(5, 4)),
        "some known": (torch.randn(5, 4), some),
        "one known": (torch.randn(5, 4), one),
        "far off": (60 * torch.randn(5, 4).sign(), some),
    }
    for loss, distance in ERROR_LOSSES.items():
        for name, (student, labels) in cases.items():
            earlier = [torch.tensor([0.5, 1, 2, 20]) * torch.randn(9, 4)]
            leaf, scale, known = wide(student), deviation(earlier), ~labels.isnan()
            value = distance((leaf / scale)[known], (labels.double() / scale)[known])
            value.backward()
            yield {
                "name": f"{loss}, {name}",
                "loss": loss,
                "earlier": [packed(batch) for batch in earlier],
                "student": packed(student),
                "target": packed(labels),
                "value": value.item(),
                "gradient": packed(leaf.grad),
            }


def embedding_cases():
    same = torch.randn(4, 8)
    cases = {
        "random": (torch.randn(5, 8), torch.randn(5, 8)),
        "one sample": (torch.randn(1, 8), torch.randn(1, 8)),
        "of other lengths": (1e-3 * torch.randn(5, 8), 60 * torch.randn(5, 8)),
        "nearly equal": (same + 1e-3 * torch.randn(4, 8), same),
        "opposite": (-same, same),
    }
    for name, (student, teacher) in cases.items():
        leaf = wide(student)
        target = torch.ones(len(student), dtype=torch.double)
        value = torch.nn.CosineEmbeddingLoss()(leaf, teacher.double(), target)
        value.backward()
        yield {
            "name": name,
            "temperature": 1.0,
            "student": packed(student),
            "teacher": packed(teacher),
            "value": value.item(),
            "gradient": packed(leaf.grad),
        }


def binary_label_cases():
    """A class that is not known is negative."""
    some = torch.randint(-1, 2, (6, 5))
    some[2] = -1
    some[3] = torch.tensor([-7, 1, 0, -128, 1])
    cases = {
        "every class known": (torch.randn(6, 5), torch.randint(0, 2, (6, 5))),
        "some known": (torch.randn(6, 5), some),
        "one sample": (torch.randn(1, 5), torch.tensor([[1, 0, -1, 0, 1]])),
        "sure and wrong": (60 * torch.randn(6, 5).sign(), some),
        "sure and right": (12 * torch.tensor([[1.0, -1.0, 1.0]]), torch.tensor([[1, 0, 1]])),
    }
    for name, (student, labels) in cases.items():
        leaf, known = wide(student), labels >= 0
        loss = torch.nn.BCEWithLogitsLoss(weight=known.double(), reduction="sum")
        value = loss(leaf, labels.clamp(min=0).double()) / known.any(dim=1).sum()
        value.backward()
        yield {
            "name": name,
            "student": packed(student),
            "labels": labels.flatten().tolist(),
            "value": value.item(),
            "gradient": packed(leaf.grad),
        }


def place_cases():
    """Dense answers: PyTorch's losses take the classes on axis 1, with any places behind."""
    shapes = {
        "image [C, H, W]": ((2, 5, 3, 4), 0),
        "series [C, T]": ((3, 5, 4), 0),
        "series [T, C]": ((3, 4, 5), 1),
        "one place [C, 1, 1]": ((2, 5, 1, 1), 0),
        "no place [C]": ((4, 5), 0),
    }
    for name, (shape, class_axis) in shapes.items():
        for term, factor in (("kl", 1), ("cross-entropy", 1), ("kl", 60)):
            student, teacher = factor * torch.randn(shape), factor * torch.randn(shape)
            leaf = wide(student)
            own, target = leaf.movedim(class_axis + 1, 1), teacher.double().movedim(class_axis + 1, 1)
            labels = torch.randint(-1, 5, own[:, 0].shape)
            labels.view(-1)[0] = 3
            temperature = 4.0
            if term == "kl":
                loss = torch.nn.KLDivLoss(reduction="sum")
                divergence = loss(F.log_softmax(own / temperature, dim=1), F.softmax(target / temperature, dim=1))
                value = temperature**2 * divergence / labels.numel()
            else:
                value = label(own, labels)
            value.backward()
            yield {
                "name": f"{term}, {name}, times {factor}",
                "term": term,
                "temperature": temperature,
                "classAxis": class_axis,
                "student": packed(student),
                "teacher": packed(teacher),
                "labels": labels.flatten().tolist(),
                "value": value.item(),
                "gradient": packed(leaf.grad),
            }


def seen(maps, view):
    """The channels first: tokens [T, D] become [D, T], those of a square grid [D, H, W] without the class token."""
    if view == "@tokens":
        return maps.transpose(1, 2)
    if view != "@grid":
        return maps
    places = maps.shape[1]
    side = int(places**0.5)
    if side * side < places:
        maps = maps[:, 1:]
    return maps.transpose(1, 2).unflatten(2, (side, side))


def place_by_place(maps, target_shape, weight, bias):
    """[N, C, T] to the teacher's: a convolution of width 1 behind the fit of T, which has no antialias of its own."""
    target = target_shape[2]
    fit = fitted(maps[:, :, None], (*target_shape[:2], 1, target))[:, :, 0]
    if target > maps.shape[2]:
        torch.testing.assert_close(fit, F.interpolate(maps, size=target, mode="linear", align_corners=False))
    return fit if weight is None else F.conv1d(fit, weight[:, :, None], bias)


def view_cases():
    pairs = {
        "tokens": ((3, 6, 8), "@tokens", (3, 6, 5), "@tokens"),
        "tokens without a view": ((3, 6, 8), "", (3, 6, 5), ""),
        "tokens, fewer at the teacher": ((2, 5, 6), "@tokens", (2, 15, 4), "@tokens"),
        "tokens, one sample, equal sizes": ((1, 6, 4), "@tokens", (1, 6, 4), "@tokens"),
        "series": ((3, 8, 9), "@series", (3, 4, 9), "@series"),
        "series without a view": ((3, 8, 9), "", (3, 4, 9), ""),
        "series, average pool": ((2, 8, 4), "@series", (2, 3, 12), "@series"),
        "series, interpolated up": ((2, 4, 11), "@series", (2, 3, 7), "@series"),
        "series, interpolated down": ((2, 4, 5), "@series", (2, 3, 12), "@series"),
        "tokens to a series": ((2, 7, 6), "@tokens", (2, 3, 7), "@series"),
        "a series to tokens, interpolated": ((2, 6, 7), "@series", (2, 9, 5), "@tokens"),
        "grid to a map": ((2, 9, 6), "@grid", (2, 4, 3, 3), ""),
        "grid with a class token to a map": ((2, 10, 6), "@grid", (2, 4, 6, 6), ""),
        "grid to a map of equal size": ((2, 5, 4), "@grid", (2, 4, 2, 2), ""),
        "map to a grid": ((2, 5, 4, 4), "", (2, 16, 3), "@grid"),
        "map to a grid with a class token": ((2, 5, 4, 6), "", (2, 10, 3), "@grid"),
        "grid to a grid, one class token": ((2, 17, 6), "@grid", (2, 9, 4), "@grid"),
    }
    distances = {
        "mse": torch.nn.MSELoss(),
        "cosine": lambda own, target: (1 - F.cosine_similarity(own, target, dim=1)).mean(),
        "attention": attention,
    }
    for distance, loss in distances.items():
        for name, (teacher_shape, teacher_view, student_shape, student_view) in pairs.items():
            student, teacher = torch.randn(student_shape), torch.randn(teacher_shape)
            told = {"tokens without a view": "@tokens", "series without a view": "@series"}.get(name)
            leaf = wide(student)
            own, target = seen(leaf, told or student_view), seen(teacher.double(), told or teacher_view)
            weight, bias = projector(own.shape, target.shape) if distance != "attention" else (None, None)
            wide_weight, wide_bias = (None, None) if weight is None else (wide(weight), wide(bias))
            if own.dim() == 3:
                own = place_by_place(own, target.shape, wide_weight, wide_bias)
            else:
                own = projected(own, target.shape, wide_weight, wide_bias)
            pair_weight = 1.25
            value = pair_weight * loss(own, target)
            value.backward()
            assert torch.isfinite(value) and torch.isfinite(leaf.grad).all(), name
            yield {
                "name": f"{distance}, {name}",
                "distance": distance,
                "teacherView": teacher_view,
                "studentView": student_view,
                "pairWeight": pair_weight,
                "student": packed(student),
                "teacher": packed(teacher),
                "weight": None if weight is None else packed(weight),
                "bias": None if bias is None else packed(bias),
                "value": value.item(),
                "studentGradient": packed(leaf.grad),
                "weightGradient": None if weight is None else packed(wide_weight.grad),
                "biasGradient": None if bias is None else packed(wide_bias.grad),
            }


TARGET.parent.mkdir(exist_ok=True)
with TARGET.open("w") as file:
    reference = {
        "kl": list(kl_cases()),
        "features": list(feature_cases()),
        "labels": list(label_cases()),
        "sums": list(sum_cases()),
        "optimizers": list(optimizer_cases()),
        "outputs": list(output_cases()),
        "distances": list(distance_cases()),
        "binaryKl": list(binary_kl_cases()),
        "regressions": list(regression_cases()),
        "labelDistances": list(label_distance_cases()),
        "embeddings": list(embedding_cases()),
        "binaryLabels": list(binary_label_cases()),
        "places": list(place_cases()),
        "views": list(view_cases()),
    }
    reference["distances"] += contrast_cases()  # last, so that all others draw the numbers that they always drew
    lists = (f'"{name}": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]" for name, cases in reference.items())
    file.write("{\n" + ",\n".join(lists) + "\n}\n")
