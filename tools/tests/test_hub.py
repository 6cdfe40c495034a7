"""A checkpoint by its name: from a hub on loopback to a model folder, and what is said when that fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hub import Hub

TOOLS = Path(__file__).resolve().parents[1]
TINY = TOOLS / "tests" / "fixtures" / "reference_tiny"
NAME = "someone/tiny"


def add(hub: Hub, place: Path, name: str = NAME, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "-m", "kiai_tools.released_export", name]
    command += ["--out", str(place / "model"), "--processor", str(TOOLS.parent / "onnx/default"), "--precisions", ""]
    return subprocess.run(
        command, cwd=TOOLS, capture_output=True, text=True, timeout=300,
        env={
            **os.environ, "HF_ENDPOINT": hub.address, "HF_HOME": str(place / "cache"), "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1", **environment,
        },
    )  # fmt: skip


def test_a_name_becomes_a_model_folder_and_nothing_is_fetched_twice(tmp_path):
    with Hub(TINY, NAME) as hub:
        done = add(hub, tmp_path)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "model" / "beatmap_encoder.onnx").exists()
        assert hub.asked["expected.npz"] == 0  # only what is needed
        assert add(hub, tmp_path).returncode == 0
        assert hub.asked["model.safetensors"] == 1


def test_a_download_that_breaks_off_goes_on_where_it_was(tmp_path):
    folder = tmp_path / "checkpoint"
    folder.mkdir()
    for file in TINY.iterdir():
        if file.is_file():
            shutil.copy(file, folder)
    # The client keeps pieces of 10 MB: a file of more than one.
    (folder / "more.json").write_bytes(os.urandom(30 << 20))
    with Hub(folder, NAME, "cut") as hub:
        done = add(hub, tmp_path)
        assert done.returncode == 0, done.stderr
        assert any(not wanted.startswith("bytes=0-") for wanted in hub.ranges)


def test_a_file_that_is_not_what_the_hub_says_is_not_used(tmp_path):
    with Hub(TINY, NAME, "flipped") as hub:
        done = add(hub, tmp_path)
        assert done.returncode != 0
        assert "model.safetensors" in done.stderr
        assert "run the same command again" in done.stderr
        assert not (tmp_path / "model" / "model.json").exists()
        hub.fault = ""
        assert add(hub, tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("fault", "name", "says"),
    [
        ("", "someone/else", "no model of that name"),
        ("unknown", NAME, "no model of that name"),
        ("unauthorised", NAME, "HF_TOKEN"),
        ("gated", NAME, "accept its terms"),
        ("busy", NAME, "try again later"),
        ("broken", NAME, "try again later"),
    ],
)
def test_each_failure_is_one_message_with_its_remedy(tmp_path, fault, name, says):
    with Hub(TINY, NAME, fault) as hub:
        done = add(hub, tmp_path, name)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_a_hub_that_is_not_there_is_named(tmp_path):
    with Hub(TINY, NAME) as hub:
        pass
    done = add(hub, tmp_path)
    assert done.returncode == 1
    assert hub.address in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_weights_that_cannot_be_read_are_named_without_a_traceback(tmp_path):
    folder = tmp_path / "checkpoint"
    folder.mkdir()
    shutil.copy(TINY / "config.json", folder)
    (folder / "model.safetensors").write_bytes(b"\xff" * 200)
    with Hub(folder, NAME) as hub:
        done = add(hub, tmp_path)
    assert done.returncode == 1
    assert f"{NAME} cannot be exported" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
