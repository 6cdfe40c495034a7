"""The training losses as plain functions; tests hold each equal to its formula in float64."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

MAX_SCALE = 100.0  # of the temperature's inverse, as in CLIP


def scaled(log_scale: Tensor) -> Tensor:
    return log_scale.exp().clamp(max=MAX_SCALE)


def contrastive(a: Tensor, b: Tensor, log_scale: Tensor) -> Tensor:
    """Symmetric cross-entropy over scaled cosines; row i of a [N, D] belongs to row i of b [N, D]."""
    logits = scaled(log_scale) * a @ b.T
    target = torch.arange(len(a), device=a.device)
    return (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2


def attribute_distance(attributes: Tensor, weights: Tensor, other_mode: float) -> Tensor:
    """Distances [N, N] of attributes [N, 1 + A], mode first: weighted mean squares of what both have."""
    values = attributes[:, 1:]
    difference = values[:, None] - values[None]
    known = ~torch.isnan(difference)
    share = (known * weights).sum(-1).clamp(min=1e-6)
    distance = (torch.where(known, difference, 0) ** 2 * weights).sum(-1) / share
    mode = attributes[:, 0]
    return distance + other_mode * (mode[:, None] != mode[None])


def like_neighbours(vectors: Tensor, distance: Tensor, log_scale: Tensor, width: float) -> Tensor:
    """Cross-entropy of what is near by cosine, vectors [B, D], to what is near by distance [B, B].

    Each row's wanted neighbours are softmax(-distance / (2 width^2)) over the others.
    """
    itself = torch.eye(len(vectors), dtype=torch.bool, device=vectors.device)
    lowest = torch.finfo(vectors.dtype).min
    wanted = torch.softmax((-distance / (2 * width**2)).masked_fill(itself, lowest), -1)
    cosines = (vectors @ vectors.T).to(vectors.dtype)  # autocast makes them bfloat16
    found = torch.log_softmax((scaled(log_scale) * cosines).masked_fill(itself, lowest), -1)
    return -(wanted * found.masked_fill(itself, 0)).sum(-1).mean()


def structured_contrastive(windows: Tensor, metadata: Tensor, log_scale: Tensor, valid: Tensor | None = None) -> Tensor:
    """CM3P's loss with structured variations of the metadata.

    windows [N, D]; metadata [N, V, D], of each map first the true one, then variations; valid
    [N, V] says which rows exist. Metadata to window: over the N windows, true rows alone. Window to
    metadata: over all N V rows. The loss is the mean of both.
    """
    n, v, d = metadata.shape
    scale = scaled(log_scale)
    target = torch.arange(n, device=windows.device)
    to_window = scale * metadata[:, 0] @ windows.T
    to_metadata = scale * windows @ metadata.reshape(n * v, d).T
    if valid is not None:
        to_metadata = to_metadata.masked_fill(~valid.reshape(1, n * v), torch.finfo(to_metadata.dtype).min)
    return (F.cross_entropy(to_window, target) + F.cross_entropy(to_metadata, target * v)) / 2


def masked_tokens(logits: Tensor, labels: Tensor, allowed: Tensor | None = None) -> Tensor:
    """Mean cross-entropy of masked tokens: logits [T, C], labels [T]; allowed bool [T, C].

    0 when nothing is masked. The event tower predicts within a token's kind (`allowed`).
    """
    if len(labels) == 0:
        return logits.sum() * 0
    if allowed is not None:
        logits = logits.masked_fill(~allowed, torch.finfo(logits.dtype).min)
    return F.cross_entropy(logits.float(), labels)


def label_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy of classes [N, C], or mean squared error of one value [N, 1]; NaN and -100 do not count."""
    if logits.shape[1] == 1:
        known = ~torch.isnan(labels)
        return ((logits[:, 0].float() - labels)[known] ** 2).mean() if known.any() else logits.sum() * 0
    if (labels == -100).all():
        return logits.sum() * 0
    return F.cross_entropy(logits.float(), labels.long(), ignore_index=-100)
