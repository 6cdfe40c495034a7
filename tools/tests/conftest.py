"""A token dataset of the repository's own sample maps, written by the engine."""

import json
import subprocess
from pathlib import Path

import pytest
import torch

from kiai_tools.config import ModelConfig, PartConfig, TrainConfig
from kiai_tools.data import TokenDataset
from kiai_tools.model import Cm3p, new_model

ROOT = Path(__file__).resolve().parents[2]


def write_dataset(out: Path, labels: Path | None = None) -> Path:
    command = [ROOT / "kiai", "token-dataset", ROOT / "samples", "--out", out]
    subprocess.run(command + (["--labels", labels] if labels else []), check=True, cwd=ROOT)
    return out


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """Every third set for validation and for test, by labels; every other map graveyard."""
    base = tmp_path_factory.mktemp("dataset")
    plain = TokenDataset(write_dataset(base / "plain"))
    splits = ("train", "val", "test")
    groups = sorted(set(plain.map_group))
    with open(base / "labels.jsonl", "w", encoding="utf-8") as out:
        for i, m in enumerate(plain.maps):
            place = groups.index(m["group"])
            label = {"md5": m["md5"], "split": splits[place % 3], "year": 2008 + place % 12,
                     "status": "graveyard" if i % 2 else "ranked"}  # fmt: skip
            out.write(json.dumps(label) + "\n")
    return write_dataset(base / "labelled", base / "labels.jsonl")


@pytest.fixture(scope="session")
def data(folder) -> TokenDataset:
    return TokenDataset(folder)


def tiny(tower: str = "events", **changes) -> ModelConfig:
    """A model that trains in seconds."""
    sizes = dict(
        tower=tower, width=32, heads=2, layers=1, intermediate=48, feature_hidden=32, dropout=0.0,
        pool_dropout=0.0, hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=48, metadata_width=32, metadata_heads=2,
        parts=[PartConfig("tempo", 24, "plain"), PartConfig("style", 16, "changed")],
    )  # fmt: skip
    return ModelConfig(**{**sizes, **changes})


@pytest.fixture()
def model(data) -> Cm3p:
    torch.manual_seed(0)
    model = new_model(tiny(), data)
    model.fit_to(data)
    return model


def tiny_training(data: TokenDataset, out: Path, **objective) -> TrainConfig:
    """Settings for a few steps on the samples."""
    config = TrainConfig(out=str(out), model=tiny())
    config.data.roots = [str(part.folder) for part in data.parts]
    config.data.workers = 0
    config.batch.maps = 6
    config.batch.events = 64
    config.batch.tokens = 256
    config.batch.same_mode = 0
    config.batch.drop_metadata = 0
    config.run.log_every = 5
    config.run.evaluate_every = 10
    config.run.save_every = 10
    config.run.steps = 10
    config.optimiser.warmup = 1
    for name, value in objective.items():
        setattr(config.objective, name, value)
    return config
