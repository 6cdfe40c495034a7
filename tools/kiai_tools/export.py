"""Writes a model folder: both towers as ONNX, the processor, check-sums and golden outputs.

The ONNX files are checked against PyTorch on real windows of unequal lengths; the largest
difference is printed, and one above 1e-4 fails the export.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from .batches import pad_ids
from .data import TokenDataset, evaluation_windows
from .model import PROCESSOR_PARTS, Cm3p, copy_processor

OPSET = 20  # the first with Gelu as one operator
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


def half_weights(source: Path, target: Path) -> None:
    """The same graph with weights stored in float16 and widened when it is loaded: half the size."""
    model = onnx.load(source)
    casts = []
    for weight in model.graph.initializer:
        array = onnx.numpy_helper.to_array(weight)
        if weight.data_type == onnx.TensorProto.FLOAT and array.size > 1024:
            name = weight.name
            weight.CopyFrom(onnx.numpy_helper.from_array(array.astype(np.float16), name + "_half"))
            casts.append(onnx.helper.make_node("Cast", [name + "_half"], [name], to=onnx.TensorProto.FLOAT))
    for node in reversed(casts):
        model.graph.node.insert(0, node)
    onnx.save(model, target)
    onnx.checker.check_model(onnx.load(target))


def sample(data: TokenDataset, count: int, seed: int = 7):
    """Real windows with ids, mask and features; of all maps where the test split has too few."""
    rng = np.random.default_rng(seed)
    try:
        windows = evaluation_windows(data, "test")
    except ValueError:
        windows = np.arange(0)
    if len(windows) < count:  # they show that two programs compute the same, not how well
        windows = np.arange(len(data.window_map))
    windows = rng.choice(windows, min(count, len(windows)), replace=False)
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


def beatmap_inputs(model: Cm3p, data: TokenDataset, ids: list[np.ndarray], features: np.ndarray) -> dict:
    """What the beatmap tower of this model takes, in order."""
    padded, mask = pad_ids(ids, data.vocabulary.pad)
    inputs = {"input_ids": padded, "attention_mask": mask}
    if model.config.tower == "events":
        inputs["features"] = torch.from_numpy(features)
    return inputs


def export(model: Cm3p, data: TokenDataset, out: Path, facts: dict) -> float:
    """Writes the folder; returns the largest difference found."""
    out.mkdir(parents=True, exist_ok=True)
    model.eval()
    if model.config.tower == "modernbert":
        model.beatmap.encoder.set_attn_implementation("eager")
    ids, features, owners = sample(data, GOLDEN_WINDOWS)
    inputs = beatmap_inputs(model, data, ids, features)
    metadata = [data.metadata(m) for m in owners]
    meta_ids, meta_mask = pad_ids(metadata, data.metadata_vocabulary.pad)
    metadata_inputs = {"input_ids": meta_ids, "attention_mask": meta_mask}

    export_tower(model.beatmap, inputs, out / "beatmap_encoder.onnx")
    export_tower(model.metadata, metadata_inputs, out / "metadata_encoder.onnx")
    session = onnxruntime.InferenceSession(str(out / "beatmap_encoder.onnx"))
    metadata_session = onnxruntime.InferenceSession(str(out / "metadata_encoder.onnx"))
    worst = max(
        check(session, model.beatmap, inputs),
        check(metadata_session, model.metadata, metadata_inputs),
    )
    for size in (1, 5):  # other batch sizes and lengths than the graph was traced with
        some_ids, some_features, _ = sample(data, size, seed=size)
        worst = max(worst, check(session, model.beatmap, beatmap_inputs(model, data, some_ids, some_features)))
    empty = beatmap_inputs(
        model, data, [np.array([data.vocabulary.pad] * 2)], np.zeros((1, features.shape[1]), np.float32)
    )
    worst = max(worst, check(session, model.beatmap, empty))

    with torch.no_grad():
        windows = model.beatmap(*inputs.values()).numpy()
        about = model.metadata(*metadata_inputs.values()).numpy()
    golden = {
        "windows": [
            {"ids": i.tolist(), "features": [round(float(x), 6) for x in f], "embedding": e.tolist()}
            for i, f, e in zip(ids, features, windows, strict=True)
        ],
        "metadata": [{"ids": i.tolist(), "embedding": e.tolist()} for i, e in zip(metadata, about, strict=True)],
    }
    (out / "golden.json").write_text(json.dumps(golden) + "\n", encoding="utf-8")
    copy_processor(data.processor, out)
    write_split(data, out / "split.tsv")
    write_description(model, data, out, facts)
    return worst


def write_split(data: TokenDataset, path: Path) -> None:
    """Which map was on which side, so that an evaluation never asks about maps that were trained on."""
    lines = [f"{m['md5']}\t{split}\t{m['group']}\n" for m, split in zip(data.maps, data.map_split, strict=True)]
    path.write_text("# md5, split, group\n" + "".join(sorted(lines)), encoding="utf-8")


def write_description(model: Cm3p, data: TokenDataset, out: Path, facts: dict) -> None:
    """model.json: everything that the engine needs to know, with the check-sum of every file."""
    files = ["beatmap_encoder.onnx", "metadata_encoder.onnx"]
    files += ["processor_config.json", "split.tsv"]
    files += sorted(p.relative_to(out).as_posix() for part in PROCESSOR_PARTS for p in (out / part).iterdir())
    config = json.loads((out / "processor_config.json").read_text(encoding="utf-8"))
    beatmap_kwargs = config["default_kwargs"]["beatmap_kwargs"]
    inputs: dict = {"input_ids": "int64 [B, L]", "attention_mask": "int64 [B, L]"}
    if model.config.tower == "events":
        inputs["features"] = {
            "type": "float32 [B, F]",
            "version": data.feature_version,
            "normalisation": "inside the graph",
            "names": data.feature_names,
        }
    description = {
        **facts,
        "beatmap_encoder": "beatmap_encoder.onnx",
        "metadata_encoder": "metadata_encoder.onnx",
        "precisions": {"float32": "beatmap_encoder.onnx"},
        "precision": "float32",
        "embedding_size": model.config.dimension,
        "parts": [{"name": part.name, "size": part.size} for part in model.config.parts],
        "window_seconds": beatmap_kwargs["window_length_sec"],
        "stride_seconds": beatmap_kwargs["window_stride_sec"],
        "uses_audio": False,
        "pooling": {"map": "mean of window embeddings, each part normalised", "min_objects": 10},
        "split": "split.tsv",
        "opset": OPSET,
        "parameters": sum(p.numel() for p in model.parameters()),
        "architecture": model.config.to_dict(),
        "inputs": inputs,
        "sha256": {name: sha256(out / name) for name in files},
    }
    (out / "model.json").write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="+", help="token datasets")
    parser.add_argument("--model", type=Path, required=True, help="saved model, as training wrote it")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", default="kiai-small")
    parser.add_argument("--version", default="4")
    parser.add_argument("--trained-on", default="", help="one sentence for model.json")
    args = parser.parse_args()
    facts = {
        "name": args.name,
        "version": args.version,
        "origin": "trained with tools/ of this project from random weights",
        "trained_on": args.trained_on,
    }
    worst = export(Cm3p.load(args.model), TokenDataset(args.data), args.out, facts)
    print(f"largest difference between ONNX Runtime and PyTorch: {worst:.2e}")
    if worst > TOLERANCE:
        sys.exit(f"that is above {TOLERANCE}")


if __name__ == "__main__":
    main()
