"""Can a window find another window of its map? The model against its baselines, on unseen groups.

Three inputs: *full*; *strip* without grid, kiai, speed change, sound and volume tokens (they name
the song rather than the play); *strip+tempo*, where every window is also sped by its own factor and
mirrored.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from .batches import collate_events
from .data import TokenDataset, augment, pack, strip
from .model import Cm3p, ModelConfig

INPUTS = ("full", "strip", "strip+tempo")
WINDOWS_A_MAP = 12


def evaluation_windows(data: TokenDataset, split: str) -> np.ndarray:
    """Windows of a split, at most twelve a map, spread over it; maps with one window are left out."""
    windows = data.windows_of(split)
    owner = np.asarray(data.window_map)[windows]
    chosen = []
    for number in np.unique(owner):
        mine = windows[owner == number]
        if len(mine) >= 2:
            places = np.linspace(0, len(mine) - 1, min(WINDOWS_A_MAP, len(mine))).astype(int)
            chosen.append(mine[places])
    return np.concatenate(chosen)


def view(data: TokenDataset, window: int, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Ids and features of a window as one of INPUTS."""
    ids = data.window_ids(window)
    features = data.features[window]
    if kind != "full":
        ids = strip(ids, data.vocabulary)
    if kind == "strip+tempo":
        speed, mirror_x, mirror_y = data.variants[window, 0]
        ids = augment(ids, data.vocabulary, float(speed), mirror_x > 0, mirror_y > 0)
        features = data.variant_features[window, 0]
    return ids, np.array(features, np.float32)


@torch.no_grad()
def embed(model: Cm3p, data: TokenDataset, windows: np.ndarray, kind: str, batch: int = 64) -> np.ndarray:
    """Embeddings [N, D] of windows."""
    model.eval()
    lengths = [data.offsets[w + 1] - data.offsets[w] for w in windows]
    order = np.argsort(lengths)
    out = np.zeros((len(windows), model.config.dimension), np.float32)
    for start in range(0, len(order), batch):
        part = order[start : start + batch]
        views = [view(data, int(windows[i]), kind) for i in part]
        events = collate_events([pack(ids, data.vocabulary) for ids, _ in views])
        features = torch.from_numpy(np.stack([f for _, f in views]))
        packed = events.packed(model.beatmap.events.bag)
        out[part] = model.beatmap.embed(packed, features).numpy()
    return out


def bag_of_tokens(data: TokenDataset, windows: np.ndarray, kind: str) -> np.ndarray:
    """TF-IDF of token ids, normalised; times count as differences, which is the stronger choice."""
    vocabulary = data.vocabulary
    counts = np.zeros((len(windows), vocabulary.size + 400), np.float32)
    for i, window in enumerate(windows):
        ids, _ = view(data, int(window), kind)
        times = vocabulary.time[ids]
        timed = times > -1
        plain = ids[~timed]
        gaps = np.diff(times[timed], prepend=0).clip(0, 3999) // 10
        np.add.at(counts[i], plain, 1)
        np.add.at(counts[i], vocabulary.size + gaps.astype(int), 1)
    tf = np.log1p(counts)
    idf = np.log((1 + len(windows)) / (1 + (counts > 0).sum(0))) + 1
    return normalise(tf * idf)


def normalise(x: np.ndarray) -> np.ndarray:
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9)


def standardise(features: np.ndarray, mean: np.ndarray, deviation: np.ndarray) -> np.ndarray:
    return ((features - mean) / deviation).clip(-5, 5)


def fit_lda(features: np.ndarray, classes: np.ndarray, dimension: int = 128) -> np.ndarray:
    """Directions that separate maps: whitening of the within-map scatter, then the largest spread."""
    _, inverse, counts = np.unique(classes, return_inverse=True, return_counts=True)
    means = np.zeros((len(counts), features.shape[1]))
    np.add.at(means, inverse, features)
    means /= counts[:, None]
    within = features - means[inverse]
    scatter = within.T @ within / len(features)
    scatter += np.eye(len(scatter)) * 0.05 * np.trace(scatter) / len(scatter)
    values, vectors = np.linalg.eigh(scatter)
    whiten = vectors / np.sqrt(values)
    centred = (means - means.mean(0)) @ whiten
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    return whiten @ directions[:dimension].T


def retrieval(vectors: np.ndarray, owner: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each window, whether the nearest other window, or one of the ten nearest, is of its map."""
    hit1 = np.zeros(len(owner), bool)
    hit10 = np.zeros(len(owner), bool)
    for start in range(0, len(owner), 512):
        part = slice(start, min(start + 512, len(owner)))
        scores = vectors[part] @ vectors.T
        scores[np.arange(scores.shape[0]), np.arange(part.start, part.stop)] = -np.inf
        best = np.argpartition(-scores, 10, axis=1)[:, :10]
        same = owner[best] == owner[part][:, None]
        hit10[part] = same.any(1)
        hit1[part] = owner[scores.argmax(1)] == owner[part]
    return hit1, hit10


def interval(hits: np.ndarray, groups: np.ndarray, rounds: int = 400) -> tuple[float, float]:
    """95 % bootstrap interval of the mean, drawing whole groups."""
    rng = np.random.default_rng(0)
    _, inverse = np.unique(groups, return_inverse=True)
    sums = np.bincount(inverse, hits)
    counts = np.bincount(inverse)
    draws = rng.integers(0, len(sums), (rounds, len(sums)))
    means = sums[draws].sum(1) / counts[draws].sum(1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def evaluate(model: Cm3p, data: TokenDataset, split: str = "test", seed: int = 0) -> dict:
    """The table: rows are methods, columns inputs; each cell with its interval."""
    windows = evaluation_windows(data, split)
    owner = np.asarray(data.window_map)[windows]
    groups = np.array([data.map_group[m] for m in owner])
    torch.manual_seed(seed)
    random = Cm3p(model.config, data.vocabulary, data.metadata_vocabulary.size)
    random.beatmap.features.mean.copy_(model.beatmap.features.mean)
    random.beatmap.features.deviation.copy_(model.beatmap.features.deviation)
    mean = model.beatmap.features.mean.numpy()
    deviation = model.beatmap.features.deviation.numpy()
    train = evaluation_windows(data, "train")
    train_owner = np.asarray(data.window_map)[train]
    rows: dict[str, dict] = {}
    for kind in INPUTS:
        tempo = kind == "strip+tempo"
        train_features = data.variant_features[train, 0] if tempo else data.features[train]
        lda = fit_lda(standardise(np.asarray(train_features), mean, deviation), train_owner)
        hand = np.stack([view(data, int(w), kind)[1] for w in windows])
        hand = standardise(hand, mean, deviation)
        methods = {
            "bag of tokens (TF-IDF)": bag_of_tokens(data, windows, kind),
            "same network, random weights": embed(random, data, windows, kind),
            "hand features": normalise(hand),
            "hand features with LDA": normalise(hand @ lda),
            "model": embed(model, data, windows, kind),
        }
        for name, vectors in methods.items():
            hit1, hit10 = retrieval(vectors, owner)
            cell = {
                "recall_at_1": float(hit1.mean()),
                "interval": interval(hit1, groups),
                "recall_at_10": float(hit10.mean()),
                "by_mode": {
                    mode: float(hit1[data.map_mode[owner] == i].mean())
                    for i, mode in enumerate(("osu", "taiko", "fruits", "mania"))
                    if (data.map_mode[owner] == i).any()
                },
            }
            rows.setdefault(name, {})[kind] = cell
    return {"split": split, "windows": len(windows), "maps": len(np.unique(owner)), "rows": rows}


def table(result: dict) -> str:
    """The result as Markdown."""
    lines = [
        f"Same-map retrieval, {result['windows']} windows of {result['maps']} maps "
        f"of groups never trained on ({result['split']}).",
        "",
        "| method | " + " | ".join(f"{k} R@1" for k in INPUTS) + " | full R@10 |",
        "| --- |" + " --- |" * (len(INPUTS) + 1),
    ]
    for name, cells in result["rows"].items():
        values = [
            f"{cells[k]['recall_at_1']:.3f} [{cells[k]['interval'][0]:.2f}, {cells[k]['interval'][1]:.2f}]"
            for k in INPUTS
        ]
        lines.append(f"| {name} | " + " | ".join(values) + f" | {cells['full']['recall_at_10']:.3f} |")
    return "\n".join(lines)


def load(checkpoint: Path, data: TokenDataset) -> Cm3p:
    """A trained model."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    model = Cm3p(ModelConfig(**state["config"]), data.vocabulary, data.metadata_vocabulary.size)
    model.load_state_dict(state["model"])
    return model.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="token dataset")
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--split", default="test", choices=("train", "val", "test"))
    parser.add_argument("--json", type=Path, help="also write the table here")
    args = parser.parse_args()
    data = TokenDataset(args.data)
    result = evaluate(load(args.checkpoint, data), data, args.split)
    print(table(result))
    if args.json:
        args.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
