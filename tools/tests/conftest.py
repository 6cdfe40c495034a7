"""A token dataset of the repository's own sample maps, written by the engine."""

import subprocess
from pathlib import Path

import pytest

from kiai_tools.data import TokenDataset
from kiai_tools.model import Cm3p, ModelConfig
from kiai_tools.train import set_standardisation

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def data(tmp_path_factory) -> TokenDataset:
    out = tmp_path_factory.mktemp("dataset")
    subprocess.run(
        [ROOT / "kiai", "token-dataset", ROOT / "samples", "--out", out], check=True, cwd=ROOT
    )
    return TokenDataset(out)


@pytest.fixture()
def model(data) -> Cm3p:
    import torch

    torch.manual_seed(0)
    config = ModelConfig(features=len(data.info["feature_names"]), width=32, heads=2, layers=1,
                         intermediate=48, dimension=32, feature_hidden=32, feature_width=32)  # fmt: skip
    model = Cm3p(config, data.vocabulary, data.metadata_vocabulary.size)
    set_standardisation(model, data)
    return model
