"""Makes classifier.onnx and masked_lm.onnx, heads whose answers can be told in advance (needs onnx)."""

from pathlib import Path

import onnx
from onnx import TensorProto, helper

HERE = Path(__file__).parent
INPUTS = [
    helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
    for name in ("input_ids", "attention_mask")
]


def save(name: str, nodes: list, constants: list, shape: list) -> None:
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, shape)
    graph = helper.make_graph(nodes, name, INPUTS, [output], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, str(HERE / f"{name}.onnx"))


def main() -> None:
    # A window's second class has twice its count of tokens, over 100; the first has none.
    save(
        "classifier",
        [
            helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
            helper.make_node("ReduceSum", ["mask", "axis"], ["count"], keepdims=1),
            helper.make_node("Mul", ["count", "weights"], ["logits"]),
        ],
        [
            helper.make_tensor("axis", TensorProto.INT64, [1], [1]),
            helper.make_tensor("weights", TensorProto.FLOAT, [1, 2], [0.0, 0.02]),
        ],
        ["batch", 2],
    )
    # What stands at a place is what is expected there.
    save(
        "masked_lm",
        [
            helper.make_node("OneHot", ["input_ids", "size", "values"], ["logits"], axis=-1),
        ],
        [
            helper.make_tensor("size", TensorProto.INT64, [1], [4096]),
            helper.make_tensor("values", TensorProto.FLOAT, [2], [0.0, 20.0]),
        ],
        ["batch", "length", 4096],
    )


if __name__ == "__main__":
    main()
