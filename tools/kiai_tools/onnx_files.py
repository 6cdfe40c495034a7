"""ONNX graphs on disk: export, half precision, int8, and one file of weights for several graphs."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.float16 import convert_float_to_float16
from torch import nn

OPSET = 18
LARGE = 1024  # bytes; smaller constants stay in the graph
ALIGNED = 4096


def export_graph(module: nn.Module, inputs: dict[str, torch.Tensor], path: Path) -> None:
    """Traces a module; batch, length and the number of windows with audio stay free."""
    axes = {"input_ids": {0: "batch", 1: "length"}, "attention_mask": {0: "batch", 1: "length"}, "audio": {0: "heard"}}
    torch.onnx.export(
        module.eval(),
        tuple(inputs.values()),
        str(path),
        input_names=list(inputs),
        output_names=["output"],
        dynamic_axes={**{n: a for n, a in axes.items() if n in inputs}, "output": {0: "batch"}},
        opset_version=OPSET,
        dynamo=False,
    )


def halved(source: Path, target: Path) -> Path:
    """The same in float16, but for inputs, outputs and the mel frames, which need the whole range."""
    model = onnx.load(source)
    mel = [node.name for node in model.graph.node if node.name.startswith("/mel/")]
    half = convert_float_to_float16(model, keep_io_types=True, node_block_list=mel)
    onnx.save(half, target)
    return target


def quantised(source: Path, target: Path) -> None:
    """Matrix products with constants in int8, each column with its own scale."""
    quantize_dynamic(
        source,
        target,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gemm"],
        per_channel=True,
        extra_options={"MatMulConstBOnly": True},
    )


def shared(sources: list[Path], out: Path, weights: str) -> None:
    """Writes graphs beside one file that holds each of their large constants once."""
    places: dict[str, tuple[int, int]] = {}
    with open(out / weights, "wb") as file:
        for source in sources:
            model = onnx.load(source)
            graph = model.graph
            replaced: dict[str, str] = {}
            first: dict[str, str] = {}
            kept = []
            for constant in graph.initializer:
                raw = np.ascontiguousarray(numpy_helper.to_array(constant)).tobytes()
                key = hashlib.sha256(f"{constant.data_type} {list(constant.dims)}".encode() + raw).hexdigest()
                if key in first:
                    replaced[constant.name] = first[key]
                    continue
                first[key] = constant.name
                kept.append(constant)
                if len(raw) < LARGE:
                    continue
                if key not in places:
                    file.write(b"\0" * (-file.tell() % ALIGNED))
                    places[key] = (file.tell(), len(raw))
                    file.write(raw)
                externalise(constant, weights, *places[key])
            kept = [onnx.TensorProto.FromString(c.SerializeToString()) for c in kept]
            del graph.initializer[:]
            graph.initializer.extend(kept)
            for node in graph.node:
                for i, name in enumerate(node.input):
                    node.input[i] = replaced.get(name, name)
            (out / source.name).write_bytes(model.SerializeToString())


def externalise(constant: TensorProto, location: str, offset: int, length: int) -> None:
    constant.ClearField("raw_data")
    constant.ClearField("float_data")
    constant.ClearField("int64_data")
    constant.data_location = TensorProto.EXTERNAL
    del constant.external_data[:]
    for key, value in (("location", location), ("offset", offset), ("length", length)):
        entry = constant.external_data.add()
        entry.key, entry.value = key, str(value)
