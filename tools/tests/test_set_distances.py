"""The reference of `kiai compare-sets` that the engine's tests read is what the formulas give."""

import json
from pathlib import Path

import set_distances
import torch
from pytest import approx

REFERENCE = Path(__file__).resolve().parents[2] / "src/test/resources/kiai/compare/reference.json"


def test_the_reference_is_what_the_formulas_give():
    stored = json.loads(REFERENCE.read_text())["cases"]
    for case, now in zip(stored, set_distances.main()["cases"], strict=True):
        for name in ("frechet", "kernel", "precision", "recall", "self_similarity"):
            assert now[name] == approx(case[name], rel=1e-9)


def test_stretching_is_what_torch_does():
    matrix = torch.rand(5, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    for size in (5, 7, 12):
        expected = torch.nn.functional.interpolate(
            matrix[None, None], size=(size, size), mode="bilinear", align_corners=False
        )
        assert set_distances.stretched(matrix.numpy(), size) == approx(expected[0, 0].numpy())
