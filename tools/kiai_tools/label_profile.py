"""A label profile: numbers of a map by which maps that people label alike are alike.

`fit` learns it from labels of five kinds (skills, folders of mania packs, collections, tournament slots,
user tags). The windows of a map are pooled to one row x: their mean embedding, and mean and standard
deviation of their window features, each block centred and of total variance 1, of which the first
principal components are kept. For each kind, kernel ridge regression with a Gaussian kernel predicts the
indicators of its labels; the predictions of all kinds, each kind of mean square 1, are the profile,
brought to length 1. Ranking takes the likeness s of two maps by all else and the dot product d of their
profiles: s + strength (1 − s) d.

`cross_validate` measures what it is worth: folds by group, so that neither a query nor (in the column
"both") a candidate was learned from. `python -m kiai_tools.label_profile DATASET --model FOLDER` prints
that table; with `--write` it fits on all labels and puts the graph into the model folder.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from .batches import pad_ids
from .data import MIN_OBJECTS, TokenDataset
from .export import OPSET, sha256

COMPONENTS = 200
RIDGE = 1.0
LEAST_MAPS = 3  # of a label that is learned
RARE = 0.2  # labels of more of the maps than this share say little
DEPTH = 10
BATCH = 32
MODES = ("osu", "taiko", "fruits", "mania")
LEAST_LABELLED = 40  # maps of a mode, or its maps get no profile
DERIVED = "play"  # jump or stream, which the other kinds say too
FILE = "label_profile.onnx"


@dataclass
class Windows:
    """The windows of all maps that can be embedded, and where those of each map are."""

    embeddings: np.ndarray  # float32 [W, D], of length 1
    features: np.ndarray  # float32 [W, F]
    of_map: list[np.ndarray]  # rows of each map, those with enough objects when there are any


def embed(data: TokenDataset, encoder: Path) -> np.ndarray:
    """Embeddings [W, D] of all windows by an exported tower; windows of like lengths go together."""
    session = onnxruntime.InferenceSession(str(encoder))
    names = {i.name for i in session.get_inputs()}
    order = np.argsort(data.window_length, kind="stable")
    out: np.ndarray | None = None
    for start in range(0, len(order), BATCH):
        rows = order[start : start + BATCH]
        ids, mask = pad_ids([data.window_ids(int(w)) for w in rows], data.vocabulary.pad)
        inputs = {"input_ids": ids.numpy(), "attention_mask": mask.numpy()}
        if "features" in names:
            inputs["features"] = np.asarray(data.features[rows], np.float32)
        result = session.run(None, inputs)[0]
        if out is None:
            out = np.empty((len(order), result.shape[1]), np.float32)
        out[rows] = result
    assert out is not None
    return out


def read_windows(data: TokenDataset, embeddings: np.ndarray) -> Windows:
    """Groups windows by map, as the engine pools them."""
    rows_of: list[list[int]] = [[] for _ in data.maps]
    for window, number in enumerate(data.window_map):
        rows_of[number].append(window)
    chosen = []
    for rows in rows_of:
        full = [w for w in rows if data.window_objects[w] >= MIN_OBJECTS]
        chosen.append(np.array(full or rows, np.int64))
    return Windows(embeddings, np.asarray(data.features, np.float32), chosen)


def pooled(windows: Windows, rows: list[np.ndarray], parts: list[int]) -> list[np.ndarray]:
    """The blocks of each map before they are scaled: the parts of its embedding, mean, deviation.

    Maps without windows get zeros.
    """
    nothing = np.array([len(r) == 0 for r in rows])
    rows = [np.array([0]) if none else r for r, none in zip(rows, nothing, strict=True)]
    means = np.stack([windows.embeddings[r].mean(0) for r in rows])
    blocks = []
    for part in np.split(means, np.cumsum(parts)[:-1], axis=1):
        blocks.append(part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-9))
    blocks.append(np.stack([windows.features[r].mean(0) for r in rows]))
    blocks.append(np.stack([windows.features[r].std(0) for r in rows]))
    for block in blocks:
        block[nothing] = 0
    return blocks


@dataclass
class Components:
    """x = clip((block − mean) / scale) · basis, over all blocks side by side."""

    mean: np.ndarray
    scale: np.ndarray
    basis: np.ndarray

    @staticmethod
    def fit(blocks: list[np.ndarray], embedding_parts: int, count: int = COMPONENTS) -> Components:
        """Standardises features, gives each block (all parts of the embedding as one) variance 1."""
        means, scales = [], []
        for i, block in enumerate(blocks):
            mean, deviation = block.mean(0), block.std(0)
            if i < embedding_parts:
                scale = np.full(len(mean), np.sqrt(block.var(0).sum() * embedding_parts))
            else:
                scale = np.where(deviation > 1e-6, deviation, 1.0) * np.sqrt((deviation > 1e-6).sum())
            means.append(mean)
            scales.append(scale)
        mean, scale = np.concatenate(means), np.concatenate(scales)
        z = (np.concatenate(blocks, axis=1) - mean) / scale
        _, vectors = np.linalg.eigh(z.T @ z)
        return Components(mean, scale, vectors[:, ::-1][:, :count].copy())

    def of(self, blocks: list[np.ndarray]) -> np.ndarray:
        return ((np.concatenate(blocks, axis=1) - self.mean) / self.scale) @ self.basis


Judged = dict[str, dict[int, list[str]]]  # kind → map → labels


def squared_distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.maximum((a * a).sum(1)[:, None] + (b * b).sum(1)[None] - 2 * a @ b.T, 0)


@dataclass
class Profile:
    """Kernel ridge regression: profile = normalise(exp(−d²(x, points) · gamma) · weights)."""

    points: np.ndarray  # [N, C]
    gamma: float
    weights: np.ndarray  # [N, L]
    labels: list[tuple[str, str]]  # kind and label of each number

    @staticmethod
    def fit(x: np.ndarray, judged: Judged, allowed: np.ndarray) -> Profile:
        """From the labelled maps that are allowed; x holds the components of all maps."""
        used = sorted({m for of in judged.values() for m in of if allowed[m]})
        row = {m: i for i, m in enumerate(used)}
        points = x[used]
        distances = squared_distances(points, points)
        gamma = 1 / float(np.median(distances))
        kernel = np.exp(-distances * gamma)
        weights, labels = [], []
        for kind, of in sorted(judged.items()):
            maps = [m for m in of if allowed[m]]
            counts = Counter(label for m in maps for label in set(of[m]))
            names = sorted(label for label, count in counts.items() if count >= LEAST_MAPS)
            if not names:
                continue
            said = np.array([[label in of[m] for label in names] for m in maps], np.float64)
            centred = (said - said.mean(0)) / np.sqrt(said.sum(0))
            rows = [row[m] for m in maps]
            within = kernel[np.ix_(rows, rows)]
            alpha = np.zeros((len(used), len(names)))
            alpha[rows] = np.linalg.solve(within + RIDGE * np.eye(len(rows)), centred)
            predicted = np.exp(-squared_distances(x, points) * gamma) @ alpha
            size = np.sqrt((predicted**2).sum(1).mean())
            weights.append(alpha / size)
            labels += [(kind, name) for name in names]
        return Profile(points, gamma, np.concatenate(weights, 1), labels)

    def of(self, x: np.ndarray) -> np.ndarray:
        raw = np.exp(-squared_distances(x, self.points) * self.gamma) @ self.weights
        return raw / np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), 1e-9)


# What the engine's default ranking says, for the cross-validation (kiai.search.similar.Profile).
STYLE, WINDOWS = 0.7, 0.25
TRAITS = {  # name: (unit, whether ratios count)
    "stars": (0.6, False),
    "ar": (0.8, False),
    "cs": (0.7, False),
    "od": (1.2, False),
    "peak_density": (0.35, True),
    "spacing": (40.0, False),
    "streams": (0.25, False),
    "jumps": (0.25, False),
}


def difficulty(maps: list[dict]) -> np.ndarray:
    """Likeness [M, M] of maps in what makes them hard."""
    total = np.zeros((len(maps), len(maps)))
    for name, (unit, ratios) in TRAITS.items():
        values = np.array([m["patterns"].get(name, m.get(name)) for m in maps], np.float64)
        if ratios:
            values = np.log(np.maximum(values, 0.05))
        difference = np.abs(values[:, None] - values[None]) / unit
        total += np.minimum(6, np.where(np.isnan(difference), 2, difference) ** 2)
    return np.exp(-total / len(TRAITS) / 2)


def interaction(windows: Windows, maps: list[int]) -> np.ndarray:
    """Likeness [M, M] by windows: each with the best of the other map, both ways, the mean of all."""
    rows = [windows.of_map[m] for m in maps]
    counts = np.array([len(r) for r in rows])
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    all_windows = windows.embeddings[np.concatenate(rows)]
    sums = np.empty((len(maps), len(maps)))  # of the best of each window of the first map
    for i, mine in enumerate(rows):
        best = np.maximum.reduceat(windows.embeddings[mine] @ all_windows.T, starts, axis=1)
        sums[i] = best.sum(0)
    return (sums / counts[:, None] + sums.T / counts[None]) / 2


def blend(data: TokenDataset, windows: Windows, vectors: np.ndarray, maps: list[int]) -> np.ndarray:
    """The default ranking's score [M, M] without label profiles."""
    style = (1 - WINDOWS) * vectors[maps] @ vectors[maps].T + WINDOWS * interaction(windows, maps)
    return STYLE * style + (1 - STYLE) * difficulty([data.maps[m] for m in maps])


def pulled(likeness: np.ndarray, dots: np.ndarray, strength: float) -> np.ndarray:
    """As the engine's LabelPull."""
    return likeness + strength * (1 - likeness) * dots


def ndcg(scores: np.ndarray, relevant: np.ndarray) -> float:
    """nDCG@10 of candidates; NaN when none is relevant."""
    if not relevant.any():
        return float("nan")
    discount = 1 / np.log2(np.arange(2, DEPTH + 2))
    found = relevant[np.argsort(-scores, kind="stable")[:DEPTH]]
    best = discount[: min(DEPTH, int(relevant.sum()))].sum()
    return float((found * discount[: len(found)]).sum() / best)


@dataclass
class Row:
    """One query: nDCG@10 without and with the profile at each weight."""

    kind: str
    mode: int
    group: str
    column: str
    values: list[float]


def shared_rare(of: dict[int, list[str]]) -> dict[int, set[str]]:
    counts = Counter(label for said in of.values() for label in set(said))
    return {m: {label for label in said if counts[label] <= RARE * len(of)} for m, said in of.items()}


def folds_of(groups: list[str], count: int, seed: int) -> np.ndarray:
    """A fold for each map; maps of one group share theirs."""
    names = sorted(set(groups))
    fold = dict(zip(names, np.random.default_rng(seed).permutation(len(names)) % count, strict=True))
    return np.array([fold[g] for g in groups])


@dataclass
class Material:
    """All that the cross-validation needs of a dataset."""

    data: TokenDataset
    windows: Windows
    blocks: list[np.ndarray]
    parts: int
    judged: Judged

    def x(self) -> np.ndarray:
        return Components.fit(self.blocks, self.parts).of(self.blocks)

    def vectors(self) -> np.ndarray:
        whole = np.concatenate(self.blocks[: self.parts], axis=1)
        return whole / np.linalg.norm(whole, axis=1, keepdims=True)


def cross_validate(
    material: Material, weights: list[float], seeds: int, folds: int = 5
) -> tuple[list[Row], np.ndarray]:
    """Rows of all queries, and which half maps were found; profiles never saw the query's group."""
    data, judged, x = material.data, material.judged, material.x()
    groups, mode = data.map_group, data.map_mode
    labelled = sorted({m for of in judged.values() for m in of})
    place = {m: i for i, m in enumerate(labelled)}
    base = blend(data, material.windows, material.vectors(), labelled)
    same_mode = mode[labelled][:, None] == mode[labelled][None]
    other_group = np.array(groups)[labelled][:, None] != np.array(groups)[labelled][None]
    rows, halves = [], []
    half = HalfMaps(material)
    for seed in range(seeds):
        fold = folds_of(groups, folds, seed)
        for held in range(folds):
            model = Profile.fit(x, judged, fold != held)
            profile = model.of(x[labelled])
            dots = profile @ profile.T
            scores = [pulled(base, dots, w) for w in [0.0, *weights]]
            for kind, of in judged.items():
                rare = shared_rare(of)
                maps = np.array(sorted(of))
                for query in maps[fold[maps] == held]:
                    q = place[query]
                    for column, chosen in (("full", maps), ("both", maps[fold[maps] == held])):
                        at = np.array([place[m] for m in chosen], np.int64)
                        keep = same_mode[q, at] & other_group[q, at]
                        relevant = np.array([bool(rare[query] & rare[m]) for m in chosen])[keep]
                        values = [ndcg(s[q, at[keep]], relevant) for s in scores]
                        if not np.isnan(values[0]):
                            rows.append(Row(kind, int(mode[query]), groups[query], column, values))
            halves.append(half.found(model, fold == held, [0.0, *weights]))
    return rows, np.concatenate(halves)


class HalfMaps:
    """Does the first half of a map find its second half? Recall at 1 within a fold and a mode."""

    def __init__(self, material: Material) -> None:
        windows, parts = material.windows, _sizes(material)
        kept = material.data.map_kept
        self.maps = np.array([m for m, r in enumerate(windows.of_map) if len(r) >= 2 and kept[m]])
        cut = [np.array_split(windows.of_map[m], 2) for m in self.maps]
        components = Components.fit(material.blocks, material.parts)
        self.vectors, self.x = [], []
        for side in (0, 1):
            blocks = pooled(windows, [c[side] for c in cut], parts)
            whole = np.concatenate(blocks[: len(parts)], axis=1)
            self.vectors.append(whole / np.linalg.norm(whole, axis=1, keepdims=True))
            self.x.append(components.of(blocks))
        self.mode = material.data.map_mode[self.maps]

    def found(self, model: Profile, held: np.ndarray, weights: list[float]) -> np.ndarray:
        """For each map of a fold, whether its second half came first, at each weight."""
        rows = np.flatnonzero(held[self.maps])
        first, second = (model.of(x[rows]) for x in self.x)
        style = self.vectors[0][rows] @ self.vectors[1][rows].T
        dots = first @ second.T
        same = self.mode[rows][:, None] == self.mode[rows][None]
        scores = [np.where(same, pulled(style, dots, w), -np.inf) for w in weights]
        return np.stack([s.argmax(1) == np.arange(len(rows)) for s in scores], axis=1)


def _sizes(material: Material) -> list[int]:
    return [b.shape[1] for b in material.blocks[: material.parts]]


def interval(rows: list[Row], at: int, rounds: int = 1000) -> tuple[float, float, float]:
    """Mean difference to no profile, mean over kinds, with its 95 % interval from drawing groups."""
    groups = sorted({r.group for r in rows})
    kinds = sorted({r.kind for r in rows})
    number = {g: i for i, g in enumerate(groups)}
    sums = np.zeros((len(groups), len(kinds)))
    counts = np.zeros_like(sums)
    for r in rows:
        sums[number[r.group], kinds.index(r.kind)] += r.values[at] - r.values[0]
        counts[number[r.group], kinds.index(r.kind)] += 1
    rng = np.random.default_rng(0)
    drawn = []
    for _ in range(rounds):
        times = np.bincount(rng.integers(0, len(groups), len(groups)), minlength=len(groups))
        with np.errstate(invalid="ignore", divide="ignore"):
            drawn.append(np.nanmean((times @ sums) / (times @ counts)))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(np.mean(sums.sum(0) / counts.sum(0))), float(low), float(high)


def report(rows: list[Row], halves: np.ndarray, weights: list[float]) -> str:
    """Tables in Markdown."""
    lines = []
    for column in ("full", "both"):
        kinds = sorted({r.kind for r in rows})
        lines += [f"### {column}", "", "| strength | " + " | ".join([*kinds, "over none", "half map"]) + " |"]
        lines.append("|" + " --- |" * (len(kinds) + 3))
        for at, weight in enumerate([0.0, *weights]):
            means = [np.mean([r.values[at] for r in rows if r.kind == k and r.column == column]) for k in kinds]
            cells = [f"{m:.3f}" for m in means]
            of = [r for r in rows if r.column == column]
            cells.append("" if at == 0 else "{:+.3f} [{:+.3f}, {:+.3f}]".format(*interval(of, at)))
            cells.append(f"{halves[:, at].mean():.4f}")
            lines.append(f"| {weight:g} | " + " | ".join(cells) + " |")
        for mode in sorted({r.mode for r in rows}):
            of = [r for r in rows if r.column == column and r.mode == mode]
            found = ["{:+.3f} [{:+.3f}, {:+.3f}]".format(*interval(of, at)) for at in range(1, len(weights) + 1)]
            lines.append(f"\n{MODES[mode]}, {len(of)} queries: " + ", ".join(found))
        lines.append("")
    for at, weight in enumerate(weights, 1):
        lost = halves[:, 0].astype(float) - halves[:, at]
        error = 1.96 * lost.std() / np.sqrt(len(lost))
        lines.append(f"Half maps lost at {weight:g}: {lost.mean():+.4f} ± {error:.4f} of {len(lost)}")
    return "\n".join(lines)


def write_graph(path: Path, components: Components, model: Profile, parts: list[int]) -> None:
    """One map at a time: windows [W, D] and their features [W, F] to a profile [L] of length 1."""
    f32 = np.float32
    size = sum(parts)
    constants = {
        "mean": components.mean.astype(f32),
        "inverse": (1 / components.scale).astype(f32),
        "basis": components.basis.astype(f32),
        "points_t": np.ascontiguousarray(model.points.T).astype(f32),
        "points_squared": (model.points**2).sum(1).astype(f32),
        "minus_gamma": np.array(-model.gamma, f32),
        "two": np.array(2, f32),
        "tiny": np.array(1e-9, f32),
        "zero": np.array(0, f32),
        "weights": model.weights.astype(f32),
        "first": np.array([0], np.int64),
        "sizes": np.array(parts, np.int64),
        "last": np.array([-1], np.int64),
    }
    node = helper.make_node
    names = [f"part_{i}" for i in range(len(parts))]
    nodes = [
        node("ReduceMean", ["windows", "first"], ["map"], keepdims=1),
        node("Split", ["map", "sizes"], names, axis=1),
    ]
    for name in names:
        nodes += [
            node("ReduceL2", [name, "last"], [f"{name}_length"], keepdims=1),
            node("Max", [f"{name}_length", "tiny"], [f"{name}_safe"]),
            node("Div", [name, f"{name}_safe"], [f"{name}_unit"]),
        ]
    nodes += [
        node("ReduceMean", ["features", "first"], ["feature_mean"], keepdims=1),
        node("Sub", ["features", "feature_mean"], ["centred"]),
        node("Mul", ["centred", "centred"], ["squares"]),
        node("ReduceMean", ["squares", "first"], ["variance"], keepdims=1),
        node("Sqrt", ["variance"], ["deviation"]),
        node("Concat", [*(f"{n}_unit" for n in names), "feature_mean", "deviation"], ["row"], axis=1),
        node("Sub", ["row", "mean"], ["shifted"]),
        node("Mul", ["shifted", "inverse"], ["scaled"]),
        node("MatMul", ["scaled", "basis"], ["x"]),
        node("Mul", ["x", "x"], ["x_squares"]),
        node("ReduceSum", ["x_squares", "last"], ["x_squared"], keepdims=1),
        node("MatMul", ["x", "points_t"], ["products"]),
        node("Mul", ["products", "two"], ["doubled"]),
        node("Add", ["x_squared", "points_squared"], ["sums"]),
        node("Sub", ["sums", "doubled"], ["differences"]),
        node("Max", ["differences", "zero"], ["distances"]),
        node("Mul", ["distances", "minus_gamma"], ["exponents"]),
        node("Exp", ["exponents"], ["kernel"]),
        node("MatMul", ["kernel", "weights"], ["raw"]),
        node("ReduceL2", ["raw", "last"], ["length"], keepdims=1),
        node("Max", ["length", "tiny"], ["safe"]),
        node("Div", ["raw", "safe"], ["profile"]),
    ]
    features = len(components.mean) - size
    graph = helper.make_graph(
        nodes,
        "label_profile",
        [
            helper.make_tensor_value_info("windows", TensorProto.FLOAT, ["count", size]),
            helper.make_tensor_value_info("features", TensorProto.FLOAT, ["count", features // 2]),
        ],
        [helper.make_tensor_value_info("profile", TensorProto.FLOAT, [1, len(model.labels)])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model_proto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    model_proto.ir_version = 9
    onnx.checker.check_model(model_proto)
    onnx.save(model_proto, path)


def write_golden(path: Path, session: onnxruntime.InferenceSession) -> None:
    """Adds the profile of the golden windows, taken as those of one map."""
    golden = json.loads(path.read_text(encoding="utf-8"))
    windows = np.array([w["embedding"] for w in golden["windows"]], np.float32)
    features = np.array([w["features"] for w in golden["windows"]], np.float32)
    golden["label_profile"] = session.run(None, {"windows": windows, "features": features})[0][0].tolist()
    path.write_text(json.dumps(golden) + "\n", encoding="utf-8")


def read_judged(data: TokenDataset, labels: Path) -> Judged:
    """Labels by kind of the maps of a dataset; versions of one map and suspects are left out."""
    said = {}
    for line in labels.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        said[row["md5"]] = row.get("judged") or {}
    judged: Judged = {}
    embedded = np.isin(np.arange(len(data.maps)), data.window_map)
    for number, entry in enumerate(data.maps):
        if data.map_kept[number] and embedded[number]:
            for kind, labels_of in said.get(entry["md5"], {}).items():
                if kind != DERIVED:
                    judged.setdefault(kind, {})[number] = labels_of
    return {kind: of for kind, of in sorted(judged.items()) if len(of) >= LEAST_LABELLED}


def write(material: Material, folder: Path, strength: float) -> float:
    """Fits on all labels and adds the graph to a model folder; returns the largest difference to NumPy."""
    components = Components.fit(material.blocks, material.parts)
    x = components.of(material.blocks)
    model = Profile.fit(x, material.judged, np.ones(len(x), bool))
    parts = _sizes(material)
    write_graph(folder / FILE, components, model, parts)
    session = onnxruntime.InferenceSession(str(folder / FILE))
    expected = model.of(x)
    worst = 0.0
    for number in np.random.default_rng(7).choice(len(x), min(200, len(x)), replace=False):
        rows = material.windows.of_map[number]
        inputs = {"windows": material.windows.embeddings[rows], "features": material.windows.features[rows]}
        actual = session.run(None, inputs)[0][0]
        worst = max(worst, float(np.abs(actual - expected[number]).max()))
    write_golden(folder / "golden.json", session)
    labelled = {m for of in material.judged.values() for m in of}
    counts = Counter(int(material.data.map_mode[m]) for m in labelled)
    description = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    description["label_profile"] = {
        "file": FILE,
        "strength": strength,
        "modes": [MODES[m] for m in sorted(counts) if counts[m] >= LEAST_LABELLED],
        "labels": [{"kind": kind, "label": label} for kind, label in model.labels],
    }
    description["sha256"][FILE] = sha256(folder / FILE)
    text = json.dumps(description, indent=1, ensure_ascii=False) + "\n"
    (folder / "model.json").write_text(text, encoding="utf-8")
    return worst


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="token dataset of all maps")
    parser.add_argument("--model", type=Path, required=True, help="exported model folder")
    parser.add_argument("--labels", type=Path, required=True, help="what kiai_tools.labels wrote")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--weights", type=float, nargs="+", default=[0.3, 0.4, 0.5, 0.6], help="strengths to compare")
    parser.add_argument("--write", type=float, metavar="STRENGTH", help="put the graph into the model folder")
    args = parser.parse_args()
    data = TokenDataset(args.data)
    description = json.loads((args.model / "model.json").read_text(encoding="utf-8"))
    parts = [part["size"] for part in description["parts"]]
    windows = read_windows(data, embed(data, args.model / description["beatmap_encoder"]))
    blocks = pooled(windows, windows.of_map, parts)
    material = Material(data, windows, blocks, len(parts), read_judged(data, args.labels))
    for kind, of in material.judged.items():
        print(f"{kind}: {len(of)} maps, {len({data.map_group[m] for m in of})} groups")
    rows, halves = cross_validate(material, args.weights, args.seeds)
    print(report(rows, halves, args.weights))
    if args.write is not None:
        print(f"graph against NumPy: {write(material, args.model, args.write):.2e}")


if __name__ == "__main__":
    main()
