"""Fits and measures the tags that the engine derives from patterns, where people's tags are missing.

    python -m kiai_tools.derived_tags DATASET file_labels.csv [--out derived-tags.json] [--table FILE.md]

A tag is a logistic regression over a map's patterns and numbers. Positive are maps that one of the
tables gives the tag, negative those of the same mode that the tables label otherwise, so that a map
that nobody gave a fitting tag counts against precision. Labelled maps are not maps of all sorts (hardly
one is easy), so a tag also needs a floor: its first input and the stars must reach what nine of ten maps
with the tag have. Precision and recall are of groups that the
regression and its threshold never saw: five outer folds by group, in each a threshold from inner
folds. A tag below precision .6 or with fewer than five hits is not written.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

LEAST_PRECISION = 0.6
LEAST_HITS = 5
OUTER, INNER = 5, 4
PENALTY = 0.03
FLOOR = 0.9  # share of the maps with a tag that its floors let through, each
EXTRA = ("stars", "length", "bpm", "ar")
COLUMNS = ("omdb_descriptors", "main_skillset", "skillset", "skill_collections", "folder_labels", "map_type_tags")

AIM = ("jumps", "spacing", "spacing_spread", "streams", "density", "mean_angle")
RUNS = ("streams", "longest_stream", "bursts", "density", "peak_density", "bpm")
ROWS = ("jacks", "chords", "jumpstream", "handstream", "density")
# Of each tag: its mode, what the tables call it, and the inputs that can speak of it. Few labels
# carry few weights.
TAGS = {
    "aim/jump": (0, {"jump aim", "Jump Aim", "AIM", "jump", "jumps"}, (*AIM, "stars", "bpm")),
    "aim/wide": (0, {"wide aim"}, ("wide_angles", "jumps", "mean_angle")),
    "aim/sharp": (0, {"sharp aim"}, ("sharp_angles", "jumps", "mean_angle")),
    "aim/flow": (0, {"flow aim", "Flow Aim", "flow"}, ("mean_angle", "wide_angles", "spacing")),
    "tap/streams": (0, {"streams", "Streams", "STREAM", "stream"}, (*RUNS, "jumps")),
    "tap/bursts": (0, {"bursts", "burst"}, ("bursts", "streams", "bpm")),
    "tap/stamina": (0, {"stamina", "Strain Stamina"}, ("streams", "longest_stream", "length", "density")),
    "streams/spaced streams": (0, {"spaced streams", "spaced stream"}, ("stream_spacing", "streams", "stars")),
    "skillset/alt": (0, {"alt", "Alt", "ALT"}, ("rhythm", "complex_rhythm", "bursts", "sliders", "bpm", "density")),
    "skillset/tech": (0, {"tech", "Tech", "TECH"}, ("tech", "velocity_spread", "sliders", "complex_rhythm", "rhythm")),
    "skillset/reading": (
        0, {"Low Density Reading", "High Density Reading", "READING", "reading"}, ("ar", "density", "stars", "stacks"),
    ),
    "tech/speed": (0, {"Speed", "SPEED", "speed"}, RUNS),
    "rhythm/simple": (
        0, {"simple"},
        ("sliders", *AIM, *RUNS, "rhythm", "complex_rhythm", "slider_velocity", "tech", "stacks", "ar",
         "stars", "length"),
    ),
    "meta/marathon": (0, {"marathon"}, ("length",)),
    "style/chordjack": (3, {"mania:JACK"}, ROWS),
    "style/jumpstream": (3, {"mania:STREAM-HJS"}, ROWS),
    "style/LN density": (3, {"mania:LN2"}, ("long_notes", "long_note_overlap")),
}  # fmt: skip


@dataclass
class Fit:
    """A regression over standardised inputs."""

    mean: np.ndarray
    deviation: np.ndarray
    weights: np.ndarray
    bias: float
    floor: np.ndarray  # of each input; -inf for those without one

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Confidence of each row, 0 below the floor."""
        high = (x >= self.floor).all(1)
        return high / (1 + np.exp(-(((x - self.mean) / self.deviation).clip(-4, 4) @ self.weights + self.bias)))


def fit(x: np.ndarray, y: np.ndarray, floors: tuple[int, ...] = ()) -> Fit:
    """L2-penalised logistic regression; convex, so that the same data give the same weights.

    floors: inputs that need a floor.
    """
    mean, deviation = x.mean(0), x.std(0) + 1e-6
    z = torch.from_numpy(((x - mean) / deviation).clip(-4, 4))
    target = torch.from_numpy(y.astype(np.float64))
    weights = torch.zeros(x.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights, bias], max_iter=200, line_search_fn="strong_wolfe")

    def closure():
        optimiser.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(z @ weights + bias, target)
        loss = loss + PENALTY * (weights**2).sum() / 2
        loss.backward()
        return loss

    optimiser.step(closure)
    floor = np.full(x.shape[1], -np.inf)
    for column in floors if y.any() else ():
        floor[column] = np.quantile(x[y, column], 1 - FLOOR)
    return Fit(mean, deviation, weights.detach().numpy(), bias.item(), floor)


def folds(groups: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """The fold of each row; rows of a group share theirs."""
    names, place = np.unique(groups, return_inverse=True)
    return rng.permutation(len(names))[place] % count


def out_of_fold(
    x: np.ndarray, y: np.ndarray, groups: np.ndarray, count: int, seed: int, floors: tuple[int, ...] = ()
) -> np.ndarray:
    """Each row's score by a fit that did not see its group."""
    fold = folds(groups, count, np.random.default_rng(seed))
    scores = np.zeros(len(y))
    for k in range(count):
        scores[fold == k] = fit(x[fold != k], y[fold != k], floors)(x[fold == k])
    return scores


def threshold(scores: np.ndarray, y: np.ndarray) -> float:
    """The lowest score from which on precision is well above the least; infinity when there is none."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(y[order])
    precision = hits / np.arange(1, len(y) + 1)
    good = np.flatnonzero((precision >= LEAST_PRECISION + 0.1) & (hits >= 5))
    return float(scores[order[good[-1]]]) if len(good) else math.inf


def measure(x: np.ndarray, y: np.ndarray, groups: np.ndarray, floors: tuple[int, ...] = ()) -> tuple[int, int]:
    """Hits and tagged maps, over groups that neither fit nor threshold saw."""
    fold = folds(groups, OUTER, np.random.default_rng(1))
    hits = tagged = 0
    for k in range(OUTER):
        train, test = fold != k, fold == k
        limit = threshold(out_of_fold(x[train], y[train], groups[train], INNER, k, floors), y[train])
        chosen = fit(x[train], y[train], floors)(x[test]) >= limit
        tagged += int(chosen.sum())
        hits += int((chosen & y[test]).sum())
    return hits, tagged


def inputs(maps: list[dict], names: tuple[str, ...]) -> np.ndarray:
    """Values of some inputs for each map; 0 where a map has none."""
    known = [m["patterns"] | {k: m.get(k) for k in EXTRA} for m in maps]
    return np.array([[float(k[n] or 0) for n in names] for k in known]).clip(-1e6, 1e6)


def said(path: Path) -> dict[str, set[str]]:
    """What the tables say about each map, by md5 or, where the table has none, by id."""
    result = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words = {w.strip() for c in COLUMNS for w in row[c].split(";") if w.strip() and w != "#N/A"}
            if words:
                result[row["beatmap_id"] if "md5" not in row else row["md5"]] = words
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path, help="folder that kiai token-dataset wrote")
    parser.add_argument("labels", type=Path, help="file_labels.csv")
    parser.add_argument("--out", type=Path, help="where to write the tags that are good enough")
    args = parser.parse_args()
    lines = (args.dataset / "maps.jsonl").read_text(encoding="utf-8").splitlines()
    labelled = said(args.labels)
    maps = [m for m in map(json.loads, lines) if str(m["beatmap_id"]) in labelled]
    words = [labelled[str(m["beatmap_id"])] for m in maps]
    mode = np.array([m["mode"] for m in maps])
    groups = np.array([m["group"] for m in maps])
    written = []
    print("| tag | maps with it | of | tagged | precision | recall | derived |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for tag, (of_mode, spellings, names) in TAGS.items():
        chosen = mode == of_mode
        names = tuple(dict.fromkeys((*names, "stars")))
        x = inputs(maps, names)
        y = np.array([bool(w & spellings) for w in words])[chosen]
        floors = (0, names.index("stars"))
        hits, tagged = measure(x[chosen], y, groups[chosen], floors)
        precision, recall = hits / max(1, tagged), hits / max(1, y.sum())
        keep = precision >= LEAST_PRECISION and hits >= LEAST_HITS
        print(
            f"| {tag} | {y.sum()} | {chosen.sum()} | {tagged} | {precision:.2f} | {recall:.2f} "
            f"| {'yes' if keep else 'no'} |"
        )
        if keep:
            whole = fit(x[chosen], y, floors)
            limit = threshold(out_of_fold(x[chosen], y, groups[chosen], OUTER, 1, floors), y)
            # Written for plain inputs clipped to four deviations around their mean.
            written.append(
                {
                    "tag": tag, "mode": of_mode, "threshold": round(limit, 4), "bias": round(whole.bias, 5),
                    "precision": round(precision, 2), "recall": round(recall, 2),
                    "floor": {
                        n: float(f"{whole.floor[i]:.4g}") for i, n in enumerate(names) if np.isfinite(whole.floor[i])
                    },
                    "inputs": {
                        n: [float(f"{v:.6g}") for v in (whole.mean[i], whole.deviation[i], whole.weights[i])]
                        for i, n in enumerate(names) if whole.deviation[i] > 1e-5
                    },
                }
            )  # fmt: skip
    if args.out:
        args.out.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
