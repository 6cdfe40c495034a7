"""Writes a model folder: both towers as ONNX, the processor, check-sums and golden outputs.

The ONNX files are checked against PyTorch on real windows of unequal lengths; the largest
difference is printed, and one above 1e-4 fails the export.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from .batches import pad_ids
from .data import TokenDataset
from .evaluate import evaluation_windows, load
from .model import Cm3p

OPSET = 18
TOLERANCE = 1e-4
GOLDEN_WINDOWS = 12


def export_tower(tower: torch.nn.Module, inputs: dict[str, torch.Tensor], path: Path) -> None:
    """One tower with dynamic batch and length."""
    axes = {name: {0: "batch", **({1: "length"} if name != "features" else {})} for name in inputs}
    torch.onnx.export(
        tower,
        tuple(inputs.values()),
        str(path),
        input_names=list(inputs),
        output_names=["embeddings"],
        dynamic_axes={**axes, "embeddings": {0: "batch"}},
        opset_version=OPSET,
        dynamo=False,
    )
    onnx.checker.check_model(onnx.load(path))


def sample(data: TokenDataset, count: int, seed: int = 7):
    """Real windows with ids, mask and features."""
    rng = np.random.default_rng(seed)
    windows = rng.choice(evaluation_windows(data, "test"), count, replace=False)
    ids = [data.window_ids(int(w)) for w in windows]
    features = np.stack([np.array(data.features[w], np.float32) for w in windows])
    return ids, features, [int(data.window_map[w]) for w in windows]


def check(session: onnxruntime.InferenceSession, tower: torch.nn.Module, inputs: dict) -> float:
    """Largest absolute difference between ONNX Runtime and PyTorch."""
    with torch.no_grad():
        expected = tower(*inputs.values()).numpy()
    actual = session.run(None, {k: v.numpy() for k, v in inputs.items()})[0]
    return float(np.abs(expected - actual).max())


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def export(model: Cm3p, data: TokenDataset, out: Path, facts: dict) -> float:
    """Writes the folder; returns the largest difference found."""
    out.mkdir(parents=True, exist_ok=True)
    model.eval()
    ids, features, owners = sample(data, GOLDEN_WINDOWS)
    padded, mask = pad_ids(ids, data.vocabulary.pad)
    beatmap_inputs = {"input_ids": padded, "attention_mask": mask, "features": torch.from_numpy(features)}
    metadata = [data.metadata(m) for m in owners]
    meta_ids, meta_mask = pad_ids(metadata, data.metadata_vocabulary.pad)
    metadata_inputs = {"input_ids": meta_ids, "attention_mask": meta_mask}

    export_tower(model.beatmap, beatmap_inputs, out / "beatmap_encoder.onnx")
    export_tower(model.metadata, metadata_inputs, out / "metadata_encoder.onnx")
    beatmap_session = onnxruntime.InferenceSession(str(out / "beatmap_encoder.onnx"))
    metadata_session = onnxruntime.InferenceSession(str(out / "metadata_encoder.onnx"))
    worst = max(
        check(beatmap_session, model.beatmap, beatmap_inputs),
        check(metadata_session, model.metadata, metadata_inputs),
    )
    for size in (1, 5):  # other batch sizes and lengths than the graph was traced with
        some_ids, some_features, _ = sample(data, size, seed=size)
        p, m = pad_ids(some_ids, data.vocabulary.pad)
        inputs = {"input_ids": p, "attention_mask": m, "features": torch.from_numpy(some_features)}
        worst = max(worst, check(beatmap_session, model.beatmap, inputs))
    empty = {
        "input_ids": torch.tensor([[data.vocabulary.pad, data.vocabulary.pad]]),
        "attention_mask": torch.tensor([[1, 1]]),
        "features": torch.zeros(1, features.shape[1]),
    }
    worst = max(worst, check(beatmap_session, model.beatmap, empty))

    with torch.no_grad():
        windows = model.beatmap(*beatmap_inputs.values()).numpy()
        about = model.metadata(*metadata_inputs.values()).numpy()
    golden = {
        "windows": [
            {"ids": i.tolist(), "features": [round(float(x), 6) for x in f], "embedding": e.tolist()}
            for i, f, e in zip(ids, features, windows, strict=True)
        ],
        "metadata": [
            {"ids": i.tolist(), "embedding": e.tolist()} for i, e in zip(metadata, about, strict=True)
        ],
    }
    (out / "golden.json").write_text(json.dumps(golden) + "\n", encoding="utf-8")
    for part in ("beatmap_parser", "beatmap_tokenizer", "metadata_tokenizer"):
        shutil.copytree(data.processor / part, out / part, dirs_exist_ok=True)
    shutil.copy(data.processor / "processor_config.json", out / "processor_config.json")

    files = ["beatmap_encoder.onnx", "metadata_encoder.onnx", "processor_config.json"]
    files += sorted(
        str(p.relative_to(out).as_posix())
        for part in ("beatmap_parser", "beatmap_tokenizer", "metadata_tokenizer")
        for p in (out / part).iterdir()
    )
    config = json.loads((out / "processor_config.json").read_text(encoding="utf-8"))
    beatmap_kwargs = config["default_kwargs"]["beatmap_kwargs"]
    description = {
        **facts,
        "beatmap_encoder": "beatmap_encoder.onnx",
        "metadata_encoder": "metadata_encoder.onnx",
        "embedding_size": model.config.dimension,
        "window_seconds": beatmap_kwargs["window_length_sec"],
        "stride_seconds": beatmap_kwargs["window_stride_sec"],
        "uses_audio": False,
        "pooling": {"map": "mean of window embeddings, normalised", "min_objects": 10},
        "opset": OPSET,
        "precision": "float32",
        "parameters": sum(p.numel() for p in model.parameters()),
        "architecture": model.config.to_dict(),
        "inputs": {
            "input_ids": "int64 [B, L]",
            "attention_mask": "int64 [B, L]",
            "features": {
                "type": "float32 [B, F]",
                "version": data.info["feature_version"],
                "normalisation": "inside the graph",
                "names": data.info["feature_names"],
            },
        },
        "sha256": {name: sha256(out / name) for name in files},
    }
    (out / "model.json").write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")
    return worst


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="token dataset")
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", default="kiai-small")
    parser.add_argument("--version", default="1")
    parser.add_argument("--trained-on", default="", help="one sentence for model.json")
    parser.add_argument("--evaluation", type=Path, help="JSON of kiai_tools.evaluate, put into model.json")
    args = parser.parse_args()
    data = TokenDataset(args.data)
    facts = {
        "name": args.name,
        "version": args.version,
        "origin": "trained with tools/ of this project from random weights",
        "trained_on": args.trained_on,
    }
    if args.evaluation:
        facts["evaluation"] = json.loads(args.evaluation.read_text(encoding="utf-8"))
    worst = export(load(args.checkpoint, data), data, args.out, facts)
    print(f"largest difference between ONNX Runtime and PyTorch: {worst:.2e}")
    if worst > TOLERANCE:
        sys.exit(f"that is above {TOLERANCE}")


if __name__ == "__main__":
    main()
