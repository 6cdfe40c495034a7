"""Baselines on window features: standardised, with linear discriminant directions, with a small network.

The suite of the engine (`kiai eval`) runs them beside a model; `python -m kiai_tools.baselines` writes
them, and the model's own network with random weights, as ONNX files for it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .data import TokenDataset
from .discriminant import directions, standardisation
from .export import export_tower, half_weights, sha256
from .losses import contrastive
from .model import Cm3p, new_model
from .towers import FeatureNet

LDA_SIZE = 128
NETWORK_STEPS = 1500
NETWORK_MAPS = 256


class FeatureBaseline(nn.Module):
    """Features [B, F], standardised inside, through a network or nothing, to length 1."""

    def __init__(self, mean: np.ndarray, deviation: np.ndarray, network: nn.Module | None) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("deviation", torch.from_numpy(deviation))
        self.network = network

    def forward(self, features: Tensor) -> Tensor:
        z = ((features - self.mean) / self.deviation).clamp(-5, 5)
        return F.normalize(z if self.network is None else self.network(z), dim=-1)


def linear(weights: np.ndarray) -> nn.Linear:
    """A linear map of [F, D] weights."""
    layer = nn.Linear(*weights.shape, bias=False)
    layer.weight.data.copy_(torch.from_numpy(weights.T))
    return layer


def train_network(data: TokenDataset, baseline: FeatureBaseline, changed: bool, steps: int, seed: int = 0) -> None:
    """The same-map loss on features alone; every window changed by a variant, or none."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    windows = data.windows_of("train")
    plain = np.asarray(data.features[windows], np.float32)
    variants = np.asarray(data.variant_features[windows], np.float32)
    owner = data.window_map[windows]
    bounds = np.flatnonzero(np.diff(owner)) + 1
    maps = [m for m in np.split(np.arange(len(windows)), bounds) if len(m) >= 2]
    mode = np.array([data.map_mode[owner[m[0]]] for m in maps])
    share = np.bincount(mode, minlength=4) ** 0.7
    scale = nn.Parameter(torch.tensor(2.6592))
    optimiser = torch.optim.AdamW([*baseline.network.parameters(), scale], lr=2e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=steps, pct_start=0.1)
    baseline.train()
    for _ in range(steps):
        pool = np.arange(len(maps))
        if rng.random() < 0.75:
            pool = np.flatnonzero(mode == rng.choice(4, p=share / share.sum()))
        chosen = rng.choice(pool, min(NETWORK_MAPS, len(pool)), replace=False)
        drawn = np.stack([rng.choice(maps[k], 2, replace=False) for k in chosen]).T.reshape(-1)
        rows = plain[drawn]
        if changed:
            rows = variants[drawn, rng.integers(0, variants.shape[1], len(drawn))]
        rows = rows * (rng.random(rows.shape) > 0.05)
        first, second = baseline(torch.from_numpy(rows.astype(np.float32))).chunk(2)
        loss = contrastive(first, second, scale)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    baseline.eval()


def build(data: TokenDataset, steps: int) -> dict[str, tuple[str, FeatureBaseline]]:
    """All feature baselines by file name, each with its title in tables."""
    mean, deviation = standardisation(data)
    made = {"hand": ("hand features", FeatureBaseline(mean, deviation, None))}
    for changed, suffix, words in ((False, "", ""), (True, "_tempo", ", tempo-trained")):
        lda = directions(data, mean, deviation, LDA_SIZE, changed)
        made[f"hand_lda{suffix}"] = (
            f"hand features, LDA{words}", FeatureBaseline(mean, deviation, linear(lda))
        )  # fmt: skip
        network = FeatureNet(len(mean), 256, LDA_SIZE, 0.3)
        network.begin_with(torch.from_numpy(lda))
        baseline = FeatureBaseline(mean, deviation, network)
        train_network(data, baseline, changed, steps)
        made[f"hand_network{suffix}"] = (f"hand features, network{words}", baseline)
    return {name: (title, baseline.eval()) for name, (title, baseline) in made.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="+", help="token datasets")
    parser.add_argument("--like", type=Path, required=True, help="trained model whose shape random weights get")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=NETWORK_STEPS, help="of the small networks")
    args = parser.parse_args()
    data = TokenDataset(args.data)
    args.out.mkdir(parents=True, exist_ok=True)
    entries = []
    features = torch.zeros(2, len(data.feature_names))
    for name, (title, baseline) in build(data, args.steps).items():
        path = args.out / f"{name}.onnx"
        export_tower(baseline, {"features": features}, path)
        entries.append({"name": name, "title": title, "file": path.name, "sha256": sha256(path)})
    torch.manual_seed(0)
    trained = Cm3p.load(args.like)
    random = new_model(trained.config, data).eval()
    random.beatmap.mean.copy_(trained.beatmap.mean)
    random.beatmap.deviation.copy_(trained.beatmap.deviation)
    path = args.out / "random.onnx"
    inputs = {
        "input_ids": torch.full((2, 8), data.vocabulary.pad),
        "attention_mask": torch.ones(2, 8, dtype=torch.int64),
        "features": features,
    }
    with tempfile.TemporaryDirectory() as folder:
        export_tower(random.beatmap, inputs, Path(folder) / "random.onnx")
        half_weights(Path(folder) / "random.onnx", path)
    entries.append(
        {"name": "random", "title": "same network, random weights", "file": path.name, "sha256": sha256(path)}
    )
    description = {"feature_version": data.feature_version, "baselines": entries}
    (args.out / "baselines.json").write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
