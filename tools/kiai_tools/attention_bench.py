"""Times ways of computing attention in ONNX Runtime, one layer at a time: what the export uses was picked by this.

    python -m kiai_tools.attention_bench [cpu|cuda] [LENGTHS] [BATCH]

`blocks` is what local layers use, `matrix` the same with a mask of length times length; `plain` is what global
layers use, `fused` ONNX Runtime's own MultiHeadAttention. Sizes are those of the released beatmap tower.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

from .released_model import MASKED, Attention

CONFIG = {
    "hidden_size": 768, "num_attention_heads": 12, "local_attention": 128, "max_position_embeddings": 8192,
    "local_rope_theta": 10_000.0, "global_rope_theta": 160_000.0, "global_attn_every_n_layers": 3,
}  # fmt: skip
PASSES = 7


class Matrix(Attention):
    """Local attention as a global one with a mask."""

    def blocks(self, query: Tensor, key: Tensor, value: Tensor, hidden: Tensor) -> Tensor:
        place = torch.arange(query.shape[2])
        near = (place[:, None] - place[None]).abs() <= self.reach
        scores = query @ key.transpose(-1, -2) + hidden[:, None, None] + torch.where(near, 0.0, MASKED)
        return scores.softmax(-1) @ value


class FusedFunction(torch.autograd.Function):
    """ONNX Runtime's operator; in PyTorch it computes the same."""

    @staticmethod
    def forward(ctx, query: Tensor, key: Tensor, value: Tensor, lengths: Tensor, heads: int) -> Tensor:
        def split(x: Tensor) -> Tensor:
            return x.view(x.shape[0], x.shape[1], heads, -1).transpose(1, 2)

        mask = torch.arange(key.shape[1])[None] >= lengths[:, None]
        scores = split(query) @ split(key).transpose(-1, -2) + mask[:, None, None] * MASKED
        return (scores.softmax(-1) @ split(value)).transpose(1, 2).flatten(2)

    @staticmethod
    def symbolic(g, query, key, value, lengths, heads):
        return g.op(
            "com.microsoft::MultiHeadAttention", query, key, value,
            g.op("Constant", value_t=torch.zeros(int(3 * CONFIG["hidden_size"]))), lengths,
            num_heads_i=heads, scale_f=1.0,
        )  # fmt: skip


class Fused(Attention):
    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        self.lengths = mask.sum(1).to(torch.int32)
        return super().forward(x, mask)

    def all(self, query: Tensor, key: Tensor, value: Tensor, hidden: Tensor) -> Tensor:
        def joined(x: Tensor) -> Tensor:
            return x.transpose(1, 2).reshape(x.shape[0], x.shape[2], -1)

        mixed = FusedFunction.apply(joined(query), joined(key), joined(value), self.lengths, self.heads)
        return mixed.view(mixed.shape[0], mixed.shape[1], self.heads, -1).transpose(1, 2)


def session(layer: nn.Module, path: Path, device: str) -> onnxruntime.InferenceSession:
    x, mask = torch.randn(2, 150, 768), torch.ones(2, 150, dtype=torch.int64)
    axes = {"x": {0: "batch", 1: "length"}, "mask": {0: "batch", 1: "length"}}
    torch.onnx.export(
        layer.eval(), (x, mask), str(path), input_names=["x", "mask"], output_names=["y"],
        dynamic_axes=axes, opset_version=18, dynamo=False, custom_opsets={"com.microsoft": 1},
    )  # fmt: skip
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    providers = ["CUDAExecutionProvider"] if device == "cuda" else ["CPUExecutionProvider"]
    return onnxruntime.InferenceSession(str(path), options, providers=providers)


def main(device: str = "cpu", lengths: str = "300,800,2000", batch: str = "2") -> None:
    torch.manual_seed(0)
    reference = {1: Attention(CONFIG, 1), 0: Attention(CONFIG, 0)}
    layers = {"blocks": (Attention, 1), "matrix": (Matrix, 1), "plain": (Attention, 0), "fused": (Fused, 0)}
    sessions = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, (kind, layer) in layers.items():
            module = kind(CONFIG, layer)
            module.load_state_dict(reference[layer].state_dict())
            sessions[name] = session(module, Path(folder) / f"{name}.onnx", device)
        print("| length | " + " | ".join(f"{n}, ms a window" for n in layers) + " |")
        print("| --- |" + " --- |" * len(layers))
        for length in map(int, lengths.split(",")):
            x = np.random.default_rng(1).normal(size=(int(batch), length, 768)).astype(np.float32)
            mask = np.ones((int(batch), length), np.int64)
            mask[-1, length * 3 // 4 :] = 0
            cells, outputs = [], {}
            for name, one in sessions.items():
                times = []
                for _ in range(PASSES):
                    started = time.perf_counter()
                    outputs[name] = one.run(None, {"x": x, "mask": mask})[0]
                    times.append(time.perf_counter() - started)
                cells.append(1000 * sorted(times)[PASSES // 2] / int(batch))
            real = mask.astype(bool)
            for a, b in (("blocks", "matrix"), ("plain", "fused")):
                assert np.abs(outputs[a] - outputs[b])[real].max() < 1e-3, (a, b, length)
            print(f"| {length} | " + " | ".join(f"{c:.1f}" for c in cells) + " |", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
