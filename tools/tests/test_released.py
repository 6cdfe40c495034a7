"""Released checkpoints: our modules and their export against the reference implementation's outputs.

`fixtures/reference_tiny` was made by the reference (OliBomby/CM3P at 546f2e2, transformers 4.56.2): a tiny
model with random weights, saved by it, and what it computes; the log-mel frames by transformers'
WhisperFeatureExtractor.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from kiai_tools.released_checkpoint import BeatmapEmbedding, Classes, MaskedTokens, MetadataEmbedding, read
from kiai_tools.released_export import export
from kiai_tools.released_model import Attention, LogMel, mel_filters

TINY = Path(__file__).parent / "fixtures" / "reference_tiny"
PROCESSOR = Path(__file__).parents[2] / "onnx" / "default"
SAMPLES = 256_000


@pytest.fixture(scope="module")
def expected():
    return np.load(TINY / "expected.npz")


def tokens(expected, name: str = "") -> tuple[torch.Tensor, torch.Tensor]:
    return (
        torch.from_numpy(expected[f"{name}ids"].astype(np.int64)),
        torch.from_numpy(expected[f"{name}mask"].astype(np.int64)),
    )


def tones(expected) -> torch.Tensor:
    time = np.arange(SAMPLES) / 16_000
    return torch.from_numpy(np.stack([0.3 * np.sin(2 * np.pi * hz * time) for hz in expected["tones"]]).astype("f4"))


def test_the_modules_compute_what_the_reference_computes(expected):
    checkpoint = read(TINY)
    ids, mask = tokens(expected)
    with torch.no_grad():
        embedded = BeatmapEmbedding(checkpoint)(ids, mask).numpy()
        heard = BeatmapEmbedding(checkpoint, SAMPLES)(*tokens(expected, "heard_"), tones(expected)).numpy()
        metadata = MetadataEmbedding(checkpoint)(*tokens(expected, "metadata_")).numpy()
        scores = MaskedTokens(checkpoint)(ids, mask)[int(expected["logits_row"]), expected["logits_places"]].numpy()
    assert np.abs(embedded - expected["embeddings"]).max() < 1e-5
    assert np.abs(heard - expected["heard"]).max() < 1e-4
    assert np.abs(metadata - expected["metadata"]).max() < 1e-5
    assert np.abs(scores - expected["logits"]).max() < 1e-4


def test_classifiers_too(expected):
    checkpoint = read(TINY / "classifier")
    assert checkpoint.labels == ["graveyard", "ranked"]
    with torch.no_grad():
        found = Classes(checkpoint)(*tokens(expected)).numpy()
        heard = Classes(checkpoint, SAMPLES)(*tokens(expected, "heard_"), tones(expected)).numpy()
    assert np.abs(found - expected["classes"]).max() < 1e-4
    assert np.abs(heard - expected["heard_classes"]).max() < 1e-3


def test_frames_are_whispers(expected):
    frames = LogMel(SAMPLES)(tones(expected)).numpy()
    assert frames.shape == (2, 80, 1600)
    assert np.abs(frames[:, ::8, ::100] - expected["mel"]).max() < 1e-3


SHARED = Path(__file__).parents[3] / "shared" / "golden" / "audio"


@pytest.mark.skipif(not SHARED.exists(), reason="the golden features are not beside this checkout")
@pytest.mark.parametrize("name", ["sweep", "clicks", "noise", "partial", "silence", "tone440"])
def test_frames_equal_the_golden_ones(name):
    with gzip.open(SHARED / f"{name}_input_f32.npy.gz") as file:
        audio = torch.from_numpy(np.load(file))[None]
    with gzip.open(SHARED / f"{name}_logmel_f64ref_f32.npy.gz") as file:
        wanted = np.load(file)
    assert np.abs(LogMel(SAMPLES)(audio)[0].numpy() - wanted).max() < 1e-5


def test_filters_have_equal_area():
    filters = mel_filters(201, 80, 16_000)
    assert filters.shape == (201, 80)
    assert filters.min() >= 0
    middle = (filters.sum(0) * 40)[50:]  # Hz a bin; coarse below
    assert torch.allclose(middle, torch.ones_like(middle), atol=0.05)


@pytest.mark.parametrize("length", [1, 63, 64, 65, 200, 257])
def test_blocks_are_the_same_as_a_masked_matrix(length):
    torch.manual_seed(length)
    config = {
        "hidden_size": 32, "num_attention_heads": 2, "local_attention": 128, "max_position_embeddings": 512,
        "local_rope_theta": 10_000.0, "global_rope_theta": 160_000.0, "global_attn_every_n_layers": 3,
    }  # fmt: skip
    local = Attention(config, 1)
    x = torch.randn(2, length, 32)
    mask = torch.ones(2, length, dtype=torch.int64)
    mask[1, max(1, length // 2) :] = 0
    hidden = (mask.float() - 1) * 1e4
    query, key, value = torch.randn(3, 2, 2, length, 16)
    near = (torch.arange(length)[:, None] - torch.arange(length)[None]).abs() <= 64
    scores = query @ key.transpose(-1, -2) + hidden[:, None, None]
    scores = scores.masked_fill(~near, -1e9)
    wanted = scores.softmax(-1) @ value
    found = local.blocks(query, key, value, hidden)
    assert found.shape == wanted.shape
    real = mask.bool()[:, None, :, None].expand_as(found)
    assert (found - wanted)[real].abs().max() < 1e-5
    assert local(x, mask).shape == x.shape


def least_int8_cosine():
    """Without VNNI instructions, ONNX Runtime adds pairs of int8 products in 16 bits, which saturate (its
    documentation on quantisation, "U8S8"): measured here, .974 on such a processor."""
    flags = Path("/proc/cpuinfo")
    vnni = not flags.exists() or "vnni" in flags.read_text()
    return 0.99 if vnni else 0.96


def test_an_export_is_a_model_folder(expected, tmp_path):
    lost = export(TINY, PROCESSOR, tmp_path, "tiny", "1", ["float16", "int8"])
    assert all(v["largest_difference"] < 1e-3 for f, v in lost.items() if f.count(".") == 1)
    assert all(v["least_cosine"] > 0.999 for f, v in lost.items() if "float16" in f)
    assert all(v["least_cosine"] > least_int8_cosine() for f, v in lost.items() if "int8" in f)
    session = onnxruntime.InferenceSession(str(tmp_path / "beatmap_encoder.onnx"))
    ids, mask = tokens(expected)
    found = session.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0]
    assert np.abs(found - expected["embeddings"]).max() < 1e-5
    session = onnxruntime.InferenceSession(str(tmp_path / "beatmap_audio_encoder.onnx"))
    ids, mask = tokens(expected, "heard_")
    inputs = {"input_ids": ids.numpy(), "attention_mask": mask.numpy(), "audio": tones(expected).numpy()}
    assert np.abs(session.run(None, inputs)[0] - expected["heard"]).max() < 1e-4
    description = json.loads((tmp_path / "model.json").read_text())
    assert description["audio"]["samples"] == SAMPLES
    assert set(description["precisions"]) == {"float32", "float16", "int8"}
    assert "weights.float32.bin" in description["sha256"]


def test_weights_that_do_not_fit_are_named(tmp_path):
    config = json.loads((TINY / "config.json").read_text())
    config["beatmap_config"]["num_hidden_layers"] = 5
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "model.safetensors").symlink_to(TINY / "model.safetensors")
    with pytest.raises(ValueError, match=r"layers\.4"):
        read(tmp_path)
    (tmp_path / "model.safetensors").unlink()
    with pytest.raises(FileNotFoundError, match="safetensors"):
        read(tmp_path)
