"""Measures while training: same-map retrieval, zero-shot metadata, masked tokens, labels.

The whole suite, with intervals, human labels and baselines, is the engine's (`kiai eval`); what is
here chooses checkpoints and is fast. Same-map retrieval has one definition for both: the same
windows, the same changes of tempo, which the engine wrote into the dataset as first variant.
"""

from __future__ import annotations

import warnings

import numpy as np
import torch

from .attributes import SCALES, attributes
from .batches import Labels, collate_events, pad_ids
from .config import ObjectiveConfig
from .data import TokenDataset, augment, evaluation_windows, pack, strip
from .masking import mask_events, mask_ids
from .model import Cm3p
from .variations import CLASSES, Variations

VIEWS = ("full", "strip", "strip+tempo")
TOP = 5


def view(data: TokenDataset, window: int, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Ids and features of a window as one of VIEWS."""
    ids = data.window_ids(window)
    features = data.features[window]
    if kind != "full":
        ids = strip(ids, data.vocabulary)
    if kind == "strip+tempo":
        speed, mirror_x, mirror_y = data.variants[window, 0]
        ids = augment(ids, data.vocabulary, float(speed), mirror_x > 0, mirror_y > 0)
        features = data.variant_features[window, 0]
    return ids, np.array(features, np.float32)


def inputs_of(model: Cm3p, data: TokenDataset, views: list[tuple[np.ndarray, np.ndarray]]) -> dict:
    """A batch of whole windows for the model's tower."""
    if model.config.tower == "events":
        batch = collate_events([pack(ids, data.vocabulary) for ids, _ in views])
    else:
        ids, mask = pad_ids([ids for ids, _ in views], data.vocabulary.pad)
        batch = {"input_ids": ids, "attention_mask": mask}
    batch["features"] = torch.from_numpy(np.stack([f for _, f in views]))
    device = next(model.parameters()).device
    return {k: v.to(device) for k, v in batch.items()}


@torch.no_grad()
def embed(model: Cm3p, data: TokenDataset, windows: np.ndarray, kind: str, batch: int = 64) -> dict[str, np.ndarray]:
    """Each part of the embeddings [N, size] of windows, by name."""
    model.eval()
    order = np.argsort(data.window_length[windows], kind="stable")
    out = {p.name: np.zeros((len(windows), p.size), np.float32) for p in model.config.parts}
    for start in range(0, len(order), batch):
        chosen = order[start : start + batch]
        parts, _, _ = model.towers(inputs_of(model, data, [view(data, int(windows[i]), kind) for i in chosen]))
        for name, values in parts.items():
            out[name][chosen] = values.float().cpu().numpy()
    return out


def normalise(x: np.ndarray) -> np.ndarray:
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9)


def retrieval(vectors: np.ndarray, owner: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each window, whether the nearest other window, or one of the ten nearest, is of its map."""
    hit1 = np.zeros(len(owner), bool)
    hit10 = np.zeros(len(owner), bool)
    for start in range(0, len(owner), 512):
        part = slice(start, min(start + 512, len(owner)))
        scores = vectors[part] @ vectors.T
        scores[np.arange(scores.shape[0]), np.arange(part.start, part.stop)] = -np.inf
        count = min(10, len(owner) - 1)
        best = np.argpartition(-scores, count - 1, axis=1)[:, :count]
        hit10[part] = (owner[best] == owner[part][:, None]).any(1)
        hit1[part] = owner[scores.argmax(1)] == owner[part]
    return hit1, hit10


def same_map(model: Cm3p, data: TokenDataset, split: str) -> dict[str, float]:
    """Recall at 1 of the whole embedding and of each part, for each view."""
    windows = evaluation_windows(data, split)
    owner = data.window_map[windows]
    result = {}
    for kind in VIEWS:
        parts = embed(model, data, windows, kind)
        vectors = {"whole": np.concatenate(list(parts.values()), 1) / np.sqrt(len(parts))}
        if len(parts) > 1:
            vectors |= parts
        for name, values in vectors.items():
            hit1, _ = retrieval(values, owner)
            result[f"{name} {kind}"] = float(hit1.mean())
    return result


def neighbours(model: Cm3p, data: TokenDataset, split: str, count: int = 10) -> dict[str, float]:
    """How unlike a map's nearest maps of other groups are: mean errors of stars and AR, share of near BPM."""
    windows = evaluation_windows(data, split)
    parts = embed(model, data, windows, "full")
    vectors = np.concatenate(list(parts.values()), 1)
    maps, place = np.unique(data.window_map[windows], return_inverse=True)
    means = np.zeros((len(maps), vectors.shape[1]))
    np.add.at(means, place, vectors)
    means = normalise(means)
    group = np.array([data.maps[m]["group"] for m in maps])
    scores = means @ means.T
    scores[group[:, None] == group[None]] = -np.inf
    near = np.argsort(-scores, axis=1)[:, :count]
    values = attributes(data)[maps]
    stars, ar, bpm = (values[:, 1 + i] for i in range(3))  # in the order of SCALES
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a map without known neighbours does not count
        wrong = [np.abs(np.nanmean(v[near], 1) - v) for v in (stars, ar)]
        ratio = 2 ** (SCALES["log2_bpm"][0] * (bpm[near] - bpm[:, None]))
        found = [float(np.nanmean(w)) for w in wrong]
    return {
        "neighbours stars": found[0] * SCALES["stars"][0],
        "neighbours ar": found[1] * SCALES["ar"][0],
        "neighbours bpm": float(np.mean(np.abs(ratio - 1) < 0.05)),
    }


def score(result: dict[str, float], model: Cm3p) -> float:
    """What checkpoints are chosen by: each part on the view that it is for."""
    kinds = {"plain": ("strip",), "changed": ("strip+tempo",), "mixed": ("strip", "strip+tempo")}
    single = len(model.config.parts) == 1
    values = [
        result[f"{'whole' if single else part.name} {kind}"]
        for part in model.config.learned
        if not part.by_attributes
        for kind in kinds[part.views]
    ]
    return float(np.mean(values))


@torch.no_grad()
def zero_shot(
    model: Cm3p, data: TokenDataset, split: str, variations: int = 1000, maps: int = 200, seed: int = 0
) -> dict[str, float]:
    """CM3P's zero-shot accuracies: is the true metadata ahead of all its variations of one field?

    For up to `maps` maps, with their first evaluated window; top 5 for tags and mapper as well.
    """
    model.eval()
    rng = np.random.default_rng(seed)
    windows = evaluation_windows(data, split)
    first = windows[np.unique(data.window_map[windows], return_index=True)[1]]
    if len(first) > maps:
        first = np.sort(rng.choice(first, maps, replace=False))
    parts = embed(model, data, first, "full")
    vectors = np.concatenate(list(parts.values()), 1) / np.sqrt(len(parts))
    maker = Variations(data.metadata_vocabulary)
    device = next(model.parameters()).device
    ranks: dict[str, list[int]] = {name: [] for name in CLASSES}
    for window, vector in zip(first, vectors, strict=True):
        true = data.metadata(int(data.window_map[window]))
        for name in CLASSES:
            rows = maker.all_of(true, name, rng, variations)
            if len(rows) > 1:
                ids, mask = pad_ids(rows, data.metadata_vocabulary.pad)
                scores = model.metadata(ids.to(device), mask.to(device)).float().cpu().numpy() @ vector
                ranks[name].append(int((scores[1:] >= scores[0]).sum()))
    result = {}
    for name, found in ranks.items():
        if found:
            result[f"zero_shot {name}"] = float(np.mean(np.array(found) == 0))
            if name in ("tags", "mapper"):
                result[f"zero_shot {name} top {TOP}"] = float(np.mean(np.array(found) < TOP))
    return result


@torch.no_grad()
def masked_accuracy(
    model: Cm3p, data: TokenDataset, split: str, rate: float, count: int = 512, seed: int = 0
) -> dict[str, float]:
    """Share of masked tokens that are guessed, first and among five."""
    model.eval()
    rng = np.random.default_rng(seed)
    windows = evaluation_windows(data, split)
    windows = rng.choice(windows, min(count, len(windows)), replace=False)
    hits, hits5, total = 0, 0, 0
    device = next(model.parameters()).device
    for start in range(0, len(windows), 32):
        views = [view(data, int(w), "full") for w in windows[start : start + 32]]
        inputs, at, true = [], [], []
        for ids, _ in views:
            if model.config.tower == "events":
                packed, places, rows = mask_events(pack(ids, data.vocabulary), data.vocabulary, rate, rng)
                inputs.append(packed)
            else:
                masked, places = mask_ids(ids, data.vocabulary, rate, rng)
                rows = ids[places]
                inputs.append(masked)
            at.append(places)
            true.append(rows)
        if model.config.tower == "events":
            batch = collate_events(inputs)
            length = batch["time"].shape[1]
        else:
            batch = dict(zip(("input_ids", "attention_mask"), pad_ids(inputs, data.vocabulary.pad), strict=True))
            length = batch["input_ids"].shape[1]
        batch["features"] = torch.from_numpy(np.stack([f for _, f in views]))
        batch["masked_at"] = torch.from_numpy(np.concatenate([p + i * length for i, p in enumerate(at)]))
        batch = {k: v.to(device) for k, v in batch.items()}
        truth = torch.from_numpy(np.concatenate(true)).to(device)
        _, _, hidden = model.towers(batch)
        logits = model.masked_logits(hidden, batch)
        allowed = model.allowed(truth)
        if allowed is not None:
            logits = logits.masked_fill(~allowed, -torch.inf)
        best = logits.topk(min(TOP, logits.shape[1]), dim=1).indices
        hits += int((best[:, 0] == truth).sum())
        hits5 += int((best == truth[:, None]).any(1).sum())
        total += len(truth)
    return {"masked accuracy": hits / max(1, total), f"masked top {TOP}": hits5 / max(1, total)}


@torch.no_grad()
def label_accuracy(model: Cm3p, data: TokenDataset, split: str, objective: ObjectiveConfig) -> dict[str, float]:
    """Classes: accuracy and top 5 over windows; values: mean absolute error in the label's unit."""
    model.eval()
    labels = Labels(data, objective.label_name, list(objective.label_values))
    windows = evaluation_windows(data, split)
    windows = windows[labels.known[data.window_map[windows]]]
    outputs = []
    for start in range(0, len(windows), 64):
        views = [view(data, int(w), "full") for w in windows[start : start + 64]]
        _, pooled, _ = model.towers(inputs_of(model, data, views))
        outputs.append(model.head(pooled).float().cpu().numpy())
    if not outputs:
        return {}
    found, truth = np.concatenate(outputs), labels.of[data.window_map[windows]]
    if found.shape[1] == 1:
        error = np.abs(found[:, 0] - truth).mean() * labels.deviation
        return {f"{objective.label_name} error": float(error)}
    order = np.argsort(-found, axis=1)
    result = {f"{objective.label_name} accuracy": float((order[:, 0] == truth).mean())}
    if found.shape[1] > TOP:
        result[f"{objective.label_name} top {TOP}"] = float((order[:, :TOP] == truth[:, None]).any(1).mean())
    return result
