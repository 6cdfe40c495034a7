"""Exports a checkpoint of CM3P, a folder or a name on the hub, as a model folder of the engine.

    python -m kiai_tools.released_export OliBomby/CM3P --out ../models/cm3p

Graphs of one precision share their weights in one file. Each graph is run by ONNX Runtime on windows of
unequal lengths, with and without audio, and compared with PyTorch; what it lost is printed and written
into model.json, and a float32 difference above 1e-3 fails the export.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from safetensors import SafetensorError
from torch import nn

from .export import sha256
from .onnx_files import export_graph, halved, quantised, shared
from .released_checkpoint import BeatmapEmbedding, Checkpoint, Classes, MaskedTokens, MetadataEmbedding, read

TOLERANCE = 1e-3
PROCESSOR = ["processor_config.json", "beatmap_parser", "beatmap_tokenizer", "metadata_tokenizer"]
HALF, SMALL = "float16", "int8"


def fetched(source: str) -> Path:
    """A folder as it is; else the snapshot of a model on the hub."""
    folder = Path(source)
    if (folder / "config.json").exists():
        return folder
    if folder.exists() or source.count("/") != 1:
        sys.exit(f"{source} is neither a folder with config.json nor a name on the hub such as OliBomby/CM3P")
    from .hub import snapshot

    return snapshot(source)


def window_samples(processor: dict) -> int:
    """Samples of a window's audio, padded as the processor pads."""
    audio = processor["default_kwargs"].get("audio_kwargs", {})
    beatmap = processor["default_kwargs"]["beatmap_kwargs"]
    multiple = audio.get("pad_to_multiple_of", 480_000)
    samples = int(beatmap["window_length_sec"] * audio.get("sampling_rate", 16_000))
    return -(-samples // multiple) * multiple


class Trial:
    """Windows of unequal lengths to compare graphs on, the same every time."""

    def __init__(self, checkpoint: Checkpoint, samples: int) -> None:
        config = checkpoint.config.get("beatmap_config", checkpoint.config)
        rng = np.random.default_rng(5)
        self.tones = [220.0, 554.37]  # Hz; the engine makes the same audio
        time = np.arange(samples) / 16_000
        self.audio = np.stack([0.3 * np.sin(2 * np.pi * hz * time) for hz in self.tones]).astype(np.float32)
        audio_token = config["audio_token_id"]
        words = min(config["audio_token_id"], config["vocab_size"] - 3)
        plain = [rng.integers(8, words - 3, n) for n in (5, 64, 65, 130, 190, 260)]
        # Checkpoints of the reference may lack the id of the beginning of audio (its quirk T12).
        begin, end = audio_token - 2, audio_token - 1
        tokens = samples // 160 // 8
        placeholders = [begin, *[audio_token] * tokens, end]
        self.plain = [row.tolist() for row in plain]
        self.heard = [placeholders + row.tolist() for row in plain[1:3]]

    @staticmethod
    def padded(rows: list[list[int]]) -> dict[str, torch.Tensor]:
        length = max(map(len, rows))
        ids = torch.tensor([row + [0] * (length - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (length - len(row)) for row in rows])
        return {"input_ids": ids, "attention_mask": mask}

    def inputs(self, heard: bool) -> dict[str, torch.Tensor]:
        if not heard:
            return self.padded(self.plain)
        return {**self.padded(self.heard), "audio": torch.from_numpy(self.audio)}


def differences(path: Path, module: nn.Module, inputs: dict[str, torch.Tensor]) -> tuple[float, float]:
    """Largest difference at real tokens, and smallest cosine of what belongs together."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    actual = session.run(None, {k: v.numpy() for k, v in inputs.items()})[0]
    with torch.no_grad():
        expected = module(*inputs.values()).numpy()
    if actual.ndim == 3:  # scores at padding mean nothing
        real = inputs["attention_mask"].numpy().astype(bool)
        actual, expected = actual[real], expected[real]
    lengths = np.linalg.norm(actual, axis=-1) * np.linalg.norm(expected, axis=-1)
    cosines = (actual * expected).sum(-1) / np.maximum(lengths, 1e-12)
    return float(np.abs(actual - expected).max()), float(cosines.min())


def graphs(checkpoint: Checkpoint, samples: int) -> list[tuple[str, nn.Module, bool]]:
    """Name, module and whether it hears, of everything that the checkpoint can do."""
    found: list[tuple[str, nn.Module, bool]] = []
    if checkpoint.beatmap_projection is not None:
        found.append(("beatmap_encoder", BeatmapEmbedding(checkpoint), False))
        found.append(("beatmap_audio_encoder", BeatmapEmbedding(checkpoint, samples), True))
    if checkpoint.decoder is not None:
        found.append(("masked_lm", MaskedTokens(checkpoint), False))
    if checkpoint.classifier is not None:
        found.append(("classifier", Classes(checkpoint), False))
        found.append(("audio_classifier", Classes(checkpoint, samples), True))
    return found


def export(source: Path, processor: Path, out: Path, name: str, version: str, precisions: list[str]) -> dict:
    """Writes the folder; returns what each graph lost."""
    checkpoint = read(source)
    settings = json.loads((processor / "processor_config.json").read_text(encoding="utf-8"))
    samples = window_samples(settings)
    trial = Trial(checkpoint, samples)
    out.mkdir(parents=True, exist_ok=True)
    lost: dict[str, dict[str, float]] = {}
    files: dict[str, dict[str, str]] = {"float32": {}}
    modules = {}
    with tempfile.TemporaryDirectory(dir=out) as work:
        for graph, module, heard in graphs(checkpoint, samples):
            modules[graph] = (module, heard)
            export_graph(module, trial.inputs(heard), Path(work) / f"{graph}.onnx")
            print(f"{graph}: traced", flush=True)
        metadata_rows = {**Trial.padded([[9, 10, 11, 12], [9, 10, 11, 12, 13, 14, 15]])}
        if checkpoint.metadata is not None:
            module = MetadataEmbedding(checkpoint)
            export_graph(module, metadata_rows, Path(work) / "metadata_encoder.onnx")
            modules["metadata_encoder"] = (module, False)
        traced = [Path(work) / f"{graph}.onnx" for graph in modules]
        shared(traced, out, "weights.float32.bin")
        files["float32"] = {graph: f"{graph}.onnx" for graph in modules}
        towers = [g for g in modules if g not in ("metadata_encoder", "masked_lm")]
        if HALF in precisions:
            halves = [halved(Path(work) / f"{g}.onnx", Path(work) / f"{g}.{HALF}.onnx") for g in towers]
            shared(halves, out, f"weights.{HALF}.bin")
            files[HALF] = {g: f"{g}.{HALF}.onnx" for g in towers}
        if SMALL in precisions:
            for graph in towers:
                quantised(Path(work) / f"{graph}.onnx", out / f"{graph}.{SMALL}.onnx")
            files[SMALL] = {g: f"{g}.{SMALL}.onnx" for g in towers}
    for precision, graphs_of in files.items():
        for graph, file in graphs_of.items():
            module, heard = modules[graph]
            inputs = metadata_rows if graph == "metadata_encoder" else trial.inputs(heard)
            worst, cosine = differences(out / file, module, inputs)
            lost[file] = {"largest_difference": worst, "least_cosine": cosine}
            print(f"{file}: largest difference {worst:.1e}, least cosine {cosine:.6f}", flush=True)
            if precision == "float32" and worst > TOLERANCE:
                sys.exit(f"{file} differs from PyTorch by more than {TOLERANCE}")
    write_golden(modules, trial, out)
    copy_processor(processor, out)
    write_description(checkpoint, settings, out, files, lost, name, version, str(source))
    return lost


def write_golden(modules: dict, trial: Trial, out: Path) -> None:
    """Outputs of PyTorch that the engine compares its own with (kiai doctor)."""
    golden: dict = {"windows": [], "audio_windows": []}
    with torch.no_grad():
        if "beatmap_encoder" in modules:
            rows = modules["beatmap_encoder"][0](*trial.inputs(False).values()).tolist()
            golden["windows"] = [
                {"ids": i, "features": [], "embedding": e} for i, e in zip(trial.plain, rows, strict=True)
            ]
            rows = modules["beatmap_audio_encoder"][0](*trial.inputs(True).values()).tolist()
            golden["audio_windows"] = [
                {"ids": i, "tone_hz": hz, "embedding": e}
                for i, hz, e in zip(trial.heard, trial.tones, rows, strict=True)
            ]
    (out / "golden.json").write_text(json.dumps(golden) + "\n", encoding="utf-8")


def copy_processor(processor: Path, out: Path) -> None:
    for part in [*PROCESSOR, "audio_feature_extractor"]:
        source = processor / part
        if source.is_dir():
            shutil.copytree(source, out / part, dirs_exist_ok=True)
        elif source.exists():
            shutil.copy(source, out / part)
        elif part in PROCESSOR:
            sys.exit(f"{processor} lacks {part}, without which maps cannot be turned into tokens")


def write_description(checkpoint, settings, out: Path, files, lost, name, version, origin) -> None:
    """model.json: what the engine reads, with the check-sum of every file."""
    size = checkpoint.beatmap_projection.out_features if checkpoint.beatmap_projection is not None else 0
    beatmap = settings["default_kwargs"]["beatmap_kwargs"]
    names = sorted(p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file() and p.name != "model.json")
    own = files["float32"]
    description = {
        "name": name,
        "version": version,
        "origin": f"exported from {Path(origin).name} with tools/ of this project",
        "trained_on": "see the model's own card",
        "embedding_size": size,
        "beatmap_encoder": own.get("beatmap_encoder"),
        "metadata_encoder": own.get("metadata_encoder"),
        "precision": "float32",
        "precisions": {p: f["beatmap_encoder"] for p, f in files.items() if "beatmap_encoder" in f},
        "audio": {
            "samples": window_samples(settings),
            "sampling_rate": settings["default_kwargs"].get("audio_kwargs", {}).get("sampling_rate", 16_000),
            "precisions": {p: f["beatmap_audio_encoder"] for p, f in files.items() if "beatmap_audio_encoder" in f},
        },
        "uses_audio": "beatmap_audio_encoder" in own,
        "masked_lm": own.get("masked_lm"),
        "classifier": own.get("classifier"),
        "labels": checkpoint.labels,
        "window_seconds": beatmap["window_length_sec"],
        "stride_seconds": beatmap["window_stride_sec"],
        "pooling": {"map": "mean of window embeddings, normalised", "min_objects": 0},
        "logit_scale": checkpoint.logit_scale,
        "inputs": {"input_ids": "int64 [B, L]", "attention_mask": "int64 [B, L]", "audio": "float32 [A, samples]"},
        "lost": lost,
        "sha256": {file: sha256(out / file) for file in names},
    }
    (out / "model.json").write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", help="folder with config.json and weights, or a name on the hub")
    parser.add_argument("--processor", type=Path, help="folder of the processor; the source's own when left out")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name")
    parser.add_argument("--version", default="1")
    parser.add_argument("--precisions", default=f"{HALF},{SMALL}", help="besides float32, with commas")
    args = parser.parse_args()
    source = fetched(args.source)
    name = args.name or args.source.rstrip("/").split("/")[-1].lower()
    precisions = [p for p in args.precisions.split(",") if p]
    try:
        export(source, args.processor or source, args.out, name, args.version, precisions)
    except (OSError, ValueError, KeyError, SafetensorError) as e:
        reason = " ".join(str(e).split()) or type(e).__name__
        sys.exit(f"{args.source} cannot be exported: {reason}")
    print(f"{args.out} is a model folder: kiai index FOLDER --model {args.out}")


if __name__ == "__main__":
    main()
