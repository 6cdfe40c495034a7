"""Training's own measures and the engine's suite are one definition."""

import json
import subprocess

import numpy as np
import pytest
from conftest import ROOT
from test_model import exported

from kiai_tools.evaluate import same_map

KIAI = str(ROOT / "kiai")


def run(*arguments) -> str:
    done = subprocess.run([KIAI, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_same_map_is_the_same_here_and_there(data, model, tmp_path, monkeypatch):
    exported(model, data, tmp_path / "model", monkeypatch)
    run("index", ROOT / "samples", "--index", tmp_path / "index", "--model", tmp_path / "model")
    text = run("eval", "--index", tmp_path / "index", "--model", tmp_path / "model", "--baselines", "",
               "--rounds", 10, "--json")  # fmt: skip
    report = json.loads(text)
    found = {(row["contestant"], row["task"]): row for row in report["results"] if row["metric"] == "recall@1"}
    ours = same_map(model, data, "test")
    assert len(ours) == 9
    for name, value in ours.items():
        part, view = name.split(" ")
        contestant = "model" if part == "whole" else f"model:{part}"
        row = found[contestant, f"Same map, {view}"]
        # Ties and last bits of floats may turn one of the queries.
        assert row["value"] == pytest.approx(value, abs=1.5 / row["queries"]), name
    asked = {row["queries"] for row in found.values()}
    held = (data.map_split == "test")[data.window_map] & (data.window_objects >= 10)
    counts = np.bincount(data.window_map[held])
    assert asked == {int(np.minimum(counts[counts > 1], 12).sum())}
