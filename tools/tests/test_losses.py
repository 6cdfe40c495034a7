"""Each loss is its formula, computed in float64 by NumPy."""

import numpy as np
import torch

from kiai_tools.evaluate import normalise
from kiai_tools.losses import (
    attribute_distance,
    contrastive,
    label_loss,
    like_neighbours,
    masked_tokens,
    structured_contrastive,
)

RNG = np.random.default_rng(0)


def cross_entropy(logits: np.ndarray, target: np.ndarray) -> float:
    logits = logits - logits.max(1, keepdims=True)
    return float(np.mean(np.log(np.exp(logits).sum(1)) - logits[np.arange(len(target)), target]))


def test_contrastive():
    a, b = (normalise(RNG.normal(size=(6, 8))) for _ in range(2))
    logits = a @ b.T * np.exp(1.7)
    expected = (cross_entropy(logits, np.arange(6)) + cross_entropy(logits.T, np.arange(6))) / 2
    scale = torch.tensor(1.7, dtype=torch.float64)
    actual = contrastive(torch.tensor(a), torch.tensor(b), scale)
    np.testing.assert_allclose(actual.item(), expected, rtol=1e-12)


def test_the_temperature_has_a_limit():
    a = torch.tensor(normalise(RNG.normal(size=(4, 8))))
    at_limit = contrastive(a, a, torch.tensor(np.log(100.0)))
    beyond = contrastive(a, a, torch.tensor(50.0, dtype=torch.float64))
    torch.testing.assert_close(at_limit, beyond)


def test_structured_contrastive():
    windows = normalise(RNG.normal(size=(5, 8)))
    metadata = np.stack([normalise(RNG.normal(size=(4, 8))) for _ in range(5)])
    valid = np.ones((5, 4), bool)
    valid[2, 3] = valid[4, 1] = False
    scale = np.exp(2.0)
    to_window = scale * metadata[:, 0] @ windows.T
    to_metadata = scale * windows @ metadata.reshape(20, 8).T
    to_metadata[:, ~valid.reshape(-1)] = -1e300
    expected = (cross_entropy(to_window, np.arange(5)) + cross_entropy(to_metadata, np.arange(5) * 4)) / 2
    tensors = [torch.tensor(x) for x in (windows, metadata)]
    log_scale = torch.tensor(2.0, dtype=torch.float64)
    actual = structured_contrastive(*tensors, log_scale, torch.tensor(valid))
    np.testing.assert_allclose(actual.item(), expected, rtol=1e-12)
    everything = structured_contrastive(*tensors, log_scale)
    assert everything.item() > actual.item()  # rows that do not exist would count as rivals


def test_structured_contrastive_without_variations_is_contrastive():
    a, b = (torch.tensor(normalise(RNG.normal(size=(6, 8)))) for _ in range(2))
    scale = torch.tensor(1.0, dtype=torch.float64)
    torch.testing.assert_close(structured_contrastive(a, b[:, None], scale), contrastive(a, b, scale))


def test_masked_tokens():
    logits = RNG.normal(size=(7, 9)).astype(np.float32)
    labels = RNG.integers(0, 9, 7)
    expected = cross_entropy(logits.astype(np.float64), labels)
    actual = masked_tokens(torch.tensor(logits), torch.tensor(labels))
    np.testing.assert_allclose(actual.item(), expected, rtol=1e-6)
    kinds = np.arange(9) % 3
    allowed = kinds[None, :] == kinds[labels][:, None]
    expected = cross_entropy(np.where(allowed, logits.astype(np.float64), -1e300), labels)
    actual = masked_tokens(torch.tensor(logits), torch.tensor(labels), torch.tensor(allowed))
    np.testing.assert_allclose(actual.item(), expected, rtol=1e-6)
    nothing = masked_tokens(torch.zeros(0, 9, requires_grad=True), torch.zeros(0, dtype=torch.long))
    assert nothing.item() == 0


def test_label_loss_of_classes_and_values():
    logits = RNG.normal(size=(5, 3)).astype(np.float32)
    labels = np.array([0, 2, -100, 1, 1])
    known = labels >= 0
    expected = cross_entropy(logits[known].astype(np.float64), labels[known])
    actual = label_loss(torch.tensor(logits), torch.tensor(labels))
    np.testing.assert_allclose(actual.item(), expected, rtol=1e-6)
    values = np.array([0.5, np.nan, -1.0, 2.0, 0.0], np.float32)
    expected = np.nanmean((logits[:, 0].astype(np.float64) - values) ** 2)
    actual = label_loss(torch.tensor(logits[:, :1]), torch.tensor(values))
    np.testing.assert_allclose(actual.item(), expected, rtol=1e-6)
    unknown = torch.full((5,), torch.nan)
    assert label_loss(torch.tensor(logits[:, :1]), unknown).item() == 0


def test_attribute_distance_counts_what_both_maps_have():
    mode = np.array([0, 0, 0, 3])
    values = RNG.normal(size=(4, 3))
    values[1, 2] = values[2, 0] = np.nan
    weights = np.array([2.0, 1.0, 0.5])
    expected = np.zeros((4, 4))
    for i in range(4):
        for j in range(4):
            known = ~np.isnan(values[i] - values[j])
            squares = weights[known] * (values[i] - values[j])[known] ** 2
            expected[i, j] = squares.sum() / weights[known].sum() + 4 * (mode[i] != mode[j])
    actual = attribute_distance(torch.tensor(np.c_[mode, values]), torch.tensor(weights), 4.0)
    np.testing.assert_allclose(actual.numpy(), expected, rtol=1e-12)


def test_like_neighbours():
    vectors = normalise(RNG.normal(size=(5, 8)))
    distance = RNG.random((5, 5))
    distance += distance.T
    scale, width, losses = np.exp(1.5), 0.4, []
    for i in range(5):
        others = [j for j in range(5) if j != i]
        wanted = np.exp(-distance[i, others] / (2 * width**2))
        found = np.exp(scale * vectors[others] @ vectors[i])
        losses.append(-(wanted / wanted.sum()) @ np.log(found / found.sum()))
    log_scale = torch.tensor(1.5, dtype=torch.float64)
    actual = like_neighbours(torch.tensor(vectors), torch.tensor(distance), log_scale, width)
    np.testing.assert_allclose(actual.item(), np.mean(losses), rtol=1e-12)
