"""Writes ../resources/explain-reference.json: what NumPy and PyTorch give, each by its formula written out.

    python3 explain_reference.py
"""

import json
import pathlib

import numpy
import torch

TARGET = pathlib.Path(__file__).parent.parent / "resources" / "explain-reference.json"
random = numpy.random.default_rng(17)


def exact(array):
    """Numbers that FP32 holds, so that both sides read the same."""
    return numpy.asarray(array, dtype=numpy.float32).astype(numpy.float64)


def packed(array):
    return {"shape": list(array.shape), "values": [float(value) for value in array.ravel()]}


def centering(n):
    return numpy.eye(n) - numpy.ones((n, n)) / n


def cka(x, y):
    """By its kernels: HSIC(K, L) = tr(KHLH) / (n-1)^2."""
    x, y = x.reshape(len(x), -1), y.reshape(len(y), -1)
    h = centering(len(x))
    k, l = x @ x.T, y @ y.T

    def hsic(a, b):
        return numpy.trace(a @ h @ b @ h) / (len(x) - 1) ** 2

    return hsic(k, l) / numpy.sqrt(hsic(k, k) * hsic(l, l))


def unbiased_hsic(k, l):
    n = len(k)
    k, l = k.copy(), l.copy()
    numpy.fill_diagonal(k, 0)
    numpy.fill_diagonal(l, 0)
    one = numpy.ones(n)
    first = numpy.trace(k @ l)
    second = (one @ k @ one) * (one @ l @ one) / ((n - 1) * (n - 2))
    third = 2 / (n - 2) * (one @ k @ l @ one)
    return (first + second - third) / (n * (n - 3))


def minibatch_cka(batches):
    grams = [(x @ x.T, y @ y.T) for x, y in batches]
    both = numpy.mean([unbiased_hsic(k, l) for k, l in grams])
    of_x = numpy.mean([unbiased_hsic(k, k) for k, _ in grams])
    of_y = numpy.mean([unbiased_hsic(l, l) for _, l in grams])
    return both / numpy.sqrt(of_x * of_y)


def cka_cases():
    for name, x_shape, y_shape in [
        ("more samples than features", (40, 5), (40, 7)),
        ("more features than samples", (6, 30), (6, 4, 3, 3)),
        ("one feature", (9, 1), (9, 3)),
    ]:
        x = exact(random.normal(2, 3, x_shape))
        mixed = x.reshape(len(x), -1) @ random.normal(size=(x[0].size, int(numpy.prod(y_shape[1:]))))
        y = exact(mixed.reshape(y_shape) + random.normal(-1, 4, y_shape))
        yield {"name": name, "x": packed(x), "y": packed(y), "value": cka(x, y)}


def minibatch_cases():
    for name, n, p, q, batches in [("one batch", 12, 5, 3, 1), ("four batches", 8, 20, 6, 4), ("smallest", 4, 3, 3, 3)]:
        pairs = []
        for _ in range(batches):
            x = exact(random.normal(5, 2, (n, p)))
            pairs.append((x, exact(x @ random.normal(size=(p, q)) + random.normal(size=(n, q)))))
        yield {
            "name": name,
            "batches": [{"x": packed(x), "y": packed(y)} for x, y in pairs],
            "value": minibatch_cka(pairs),
        }


def calibration_cases():
    """In the form of a loop over bins with comparisons, as its authors publish it."""
    for name, bins, n in [("15 bins", 15, 400), ("10 bins, on their bounds", 10, 100), ("1 bin", 1, 30)]:
        confidences = numpy.arange(n) % 11 / 10 if "bounds" in name else random.uniform(0, 1, n)
        correct = random.uniform(0, 1, n) < confidences**1.5
        bounds = numpy.arange(bins + 1) / bins
        rows, error = [], 0.0
        for low, high in zip(bounds[:-1], bounds[1:]):
            inside = (confidences > low) & (confidences <= high) | ((low == 0) & (confidences == 0))
            count = int(inside.sum())
            accuracy = float(correct[inside].mean()) if count else None
            confidence = float(confidences[inside].mean()) if count else None
            rows.append({"samples": count, "accuracy": accuracy, "confidence": confidence})
            error += abs(accuracy - confidence) * count / n if count else 0
        yield {
            "name": name,
            "confidences": confidences.tolist(),
            "correct": correct.tolist(),
            "bins": rows,
            "value": float(error),
        }


def overlap(teacher, student, most):
    sets = [[set(row) for row in numpy.argsort(-logits, axis=1)[:, :most]] for logits in (teacher, student)]
    return float(numpy.mean([len(t & s) / most for t, s in zip(*sets)]))


def fidelity_cases():
    for name, n, classes, size in [("ten classes", 50, 10, 3), ("two classes", 20, 2, 1), ("sure answers", 30, 5, 200)]:
        teacher = exact(random.normal(0, size, (n, classes)))
        student = exact(teacher + random.normal(0, size, (n, classes)))
        t, s = torch.tensor(teacher), torch.tensor(student)
        divergence = torch.nn.functional.kl_div(
            s.log_softmax(1), t.log_softmax(1), reduction="batchmean", log_target=True
        )
        most = min(3, classes - 1)
        yield {
            "name": name,
            "teacher": packed(teacher),
            "student": packed(student),
            "agreement": (t.argmax(1) == s.argmax(1)).double().mean().item(),
            "likeliest": most,
            "overlap": overlap(teacher, student, most),
            "divergence": divergence.item(),
            "confidences": s.softmax(1).max(1).values.tolist(),
        }


def transfer_cases():
    classes, n = 4, 300
    labels = random.integers(-1, classes, n)
    teacher = numpy.where(random.uniform(size=n) < 0.6, labels, random.integers(0, classes, n))
    student = numpy.where(random.uniform(size=n) < 0.7, teacher, random.integers(0, classes, n))
    control = numpy.where(random.uniform(size=n) < 0.5, labels, random.integers(0, classes, n))
    rows = []
    for label in range(classes):
        of_class = labels == label
        wrong = of_class & (teacher != labels)
        rows.append(
            {
                "teacherAccuracy": float((teacher[of_class] == label).mean()),
                "studentAccuracy": float((student[of_class] == label).mean()),
                "controlAccuracy": float((control[of_class] == label).mean()),
                "inheritedShare": float((student[wrong] == teacher[wrong]).mean()),
                "inheritedShareOfControl": float((control[wrong] == teacher[wrong]).mean()),
            }
        )
    yield {
        "name": "four classes",
        "classes": classes,
        "labels": labels.tolist(),
        "teacher": teacher.tolist(),
        "student": student.tolist(),
        "control": control.tolist(),
        "rows": rows,
    }


def brier_cases():
    for name, n, classes, size in [("ten classes", 40, 10, 3), ("two classes", 20, 2, 1), ("sure answers", 30, 5, 200)]:
        logits = exact(random.normal(0, size, (n, classes)))
        labels = random.integers(-1, classes, n)
        exponentials = numpy.exp(logits - logits.max(axis=1, keepdims=True))
        probabilities = (exponentials / exponentials.sum(axis=1, keepdims=True))[labels >= 0]
        truth = numpy.eye(classes)[labels[labels >= 0]]
        yield {
            "name": name,
            "logits": packed(logits),
            "labels": labels.tolist(),
            "value": float(((probabilities - truth) ** 2).sum(axis=1).mean()),
        }


reference = {
    "cka": list(cka_cases()),
    "minibatches": list(minibatch_cases()),
    "calibrations": list(calibration_cases()),
    "fidelities": list(fidelity_cases()),
    "transfers": list(transfer_cases()),
    "briers": list(brier_cases()),
}
lists = (f'"{name}": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]" for name, cases in reference.items())
TARGET.write_text("{\n" + ",\n".join(lists) + "\n}\n")
