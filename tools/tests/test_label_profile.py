"""Label profiles on made-up maps: they learn labels, they are honest across groups, the graph agrees."""

import json
from types import SimpleNamespace

import numpy as np
import onnxruntime
import pytest

from kiai_tools import label_profile as lp

PARTS = [6, 6]
FEATURES = 8
MAPS = 120


def material(signal: float) -> lp.Material:
    """Maps of two kinds; `signal` moves their features apart. Two maps a group, three windows a map."""
    rng = np.random.default_rng(5)
    kind = np.arange(MAPS) // 2 % 2
    embeddings = rng.normal(size=(3 * MAPS, sum(PARTS))).astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    features = rng.normal(size=(3 * MAPS, FEATURES)).astype(np.float32)
    features[:, 0] += signal * np.repeat(kind, 3)
    data = SimpleNamespace(
        maps=[{"patterns": {}, "stars": 5.0, "ar": 9.0, "cs": 4.0, "od": 8.0} for _ in range(MAPS)],
        map_group=[f"group {i // 2}" for i in range(MAPS)],
        map_mode=np.zeros(MAPS, int),
        map_kept=np.ones(MAPS, bool),
    )
    windows = lp.Windows(embeddings, features, [np.arange(3 * i, 3 * i + 3) for i in range(MAPS)])
    blocks = lp.pooled(windows, windows.of_map, PARTS)
    labels = {i: ["a" if kind[i] else "b", f"rare {kind[i]} {i // 2 % 6}"] for i in range(MAPS)}
    return lp.Material(data, windows, blocks, len(PARTS), {"skill": labels})


def gain(signal: float) -> float:
    rows, _ = lp.cross_validate(material(signal), [0.5], seeds=1)
    return float(np.mean([r.values[1] - r.values[0] for r in rows if r.column == "both"]))


def test_labels_that_the_features_tell_are_learned():
    m = material(signal=8)
    model = lp.Profile.fit(m.x(), m.judged, np.ones(MAPS, bool))
    profile = model.of(m.x())
    assert np.linalg.norm(profile, axis=1) == pytest.approx(np.ones(MAPS))
    a = model.labels.index(("skill", "a"))
    of_a = np.arange(MAPS) // 2 % 2 == 1
    assert profile[of_a, a].mean() > 0.1 > -0.1 > profile[~of_a, a].mean()


def test_only_what_generalises_over_groups_is_a_gain():
    # Labels follow the group's number, which nothing tells when the features say nothing of it.
    assert abs(gain(signal=0)) < 0.05
    assert gain(signal=8) > 0.02


def test_a_fold_holds_whole_groups():
    groups = [f"g{i // 3}" for i in range(60)]
    fold = lp.folds_of(groups, 5, seed=1)
    assert all(len({f for g, f in zip(groups, fold, strict=True) if g == name}) == 1 for name in groups)
    assert sorted(np.bincount(fold)) == [12] * 5


def test_ndcg():
    relevant = np.array([True, False, True])
    assert lp.ndcg(np.array([3.0, 1.0, 2.0]), relevant) == pytest.approx(1)
    assert lp.ndcg(np.array([1.0, 3.0, 2.0]), relevant) == pytest.approx((1 / np.log2(3) + 0.5) / (1 + 1 / np.log2(3)))
    assert np.isnan(lp.ndcg(np.array([1.0]), np.array([False])))


def test_pull_leaves_what_is_the_same_at_the_top():
    assert lp.pulled(np.array(1.0), np.array(-1.0), 0.4) == 1
    assert lp.pulled(np.array(0.5), np.array(1.0), 0.4) == pytest.approx(0.7)


def test_the_graph_is_what_was_fitted(tmp_path):
    m = material(signal=4)
    (tmp_path / "golden.json").write_text(
        json.dumps(
            {"windows": [{"embedding": e.tolist(), "features": f.tolist()}
                         for e, f in zip(m.windows.embeddings[:3], m.windows.features[:3], strict=True)]}
        )
    )  # fmt: skip
    (tmp_path / "model.json").write_text(json.dumps({"sha256": {}}))
    assert lp.write(m, tmp_path, strength=0.4) < 1e-4
    description = json.loads((tmp_path / "model.json").read_text())
    assert description["label_profile"]["strength"] == 0.4
    assert description["label_profile"]["modes"] == ["osu"]
    assert description["sha256"][lp.FILE] == lp.sha256(tmp_path / lp.FILE)
    golden = json.loads((tmp_path / "golden.json").read_text())["label_profile"]
    session = onnxruntime.InferenceSession(str(tmp_path / lp.FILE))
    again = session.run(None, {"windows": m.windows.embeddings[:3], "features": m.windows.features[:3]})[0][0]
    assert again == pytest.approx(golden)
