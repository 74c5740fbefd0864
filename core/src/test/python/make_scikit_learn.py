"""Writes a classifier as scikit-learn exports it, with a label and a map of probabilities for each sample.

    python3 make_scikit_learn.py FILE

Needs onnx 1.12 or newer, and no scikit-learn.
"""
import sys

import onnx
from onnx import TensorProto, helper

CLASSES = [0, 1, 2]
INPUTS = 4
DOMAIN = "ai.onnx.ml"


def main(path: str) -> None:
    coefficients = [-1 + 2 * i / 11 for i in range(len(CLASSES) * INPUTS)]
    nodes = [
        helper.make_node(
            "LinearClassifier",
            ["X"],
            ["label", "probabilities"],
            domain=DOMAIN,
            classlabels_ints=CLASSES,
            coefficients=coefficients,
            intercepts=[0.1, 0.0, -0.1],
            multi_class=1,
            post_transform="SOFTMAX",
        ),
        helper.make_node("ZipMap", ["probabilities"], ["output_probability"], domain=DOMAIN, classlabels_int64s=CLASSES),
    ]
    maps = onnx.TypeProto()
    entry = maps.sequence_type.elem_type.map_type
    entry.key_type = TensorProto.INT64
    entry.value_type.tensor_type.elem_type = TensorProto.FLOAT
    entry.value_type.tensor_type.shape.SetInParent()
    graph = helper.make_graph(
        nodes,
        "classifier",
        [helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, INPUTS])],
        [
            helper.make_tensor_value_info("label", TensorProto.INT64, [None]),
            helper.make_value_info("output_probability", maps),
        ],
    )
    versions = [helper.make_opsetid("", 13), helper.make_opsetid(DOMAIN, 1)]
    model = helper.make_model(graph, opset_imports=versions)
    model.ir_version = 7
    onnx.save(model, path)


if __name__ == "__main__":
    main(sys.argv[1])
