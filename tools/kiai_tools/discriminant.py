"""Standardised features and the linear directions that separate maps (LDA)."""

from __future__ import annotations

import numpy as np

from .data import TokenDataset, evaluation_windows

SHRINK = 0.05  # of the within-map scatter towards a multiple of the identity


def standardisation(data: TokenDataset) -> tuple[np.ndarray, np.ndarray]:
    """Mean and deviation of each feature over the training windows; 0.02 keeps rare ones small."""
    features = np.asarray(data.features[data.windows_of("train")], np.float64)
    return features.mean(0).astype(np.float32), (features.std(0) + 0.02).astype(np.float32)


def fit_lda(features: np.ndarray, classes: np.ndarray, size: int) -> np.ndarray:
    """Directions [F, size] that separate maps: whitening of the within-map scatter, then the largest spread."""
    _, inverse, counts = np.unique(classes, return_inverse=True, return_counts=True)
    means = np.zeros((len(counts), features.shape[1]))
    np.add.at(means, inverse, features)
    means /= counts[:, None]
    within = features - means[inverse]
    scatter = within.T @ within / len(features)
    scatter += np.eye(len(scatter)) * SHRINK * np.trace(scatter) / len(scatter)
    values, vectors = np.linalg.eigh(scatter)
    whiten = vectors / np.sqrt(values)
    centred = (means - means.mean(0)) @ whiten
    _, _, found = np.linalg.svd(centred, full_matrices=False)
    return whiten @ found[:size].T


def principal_components(data: TokenDataset, mean: np.ndarray, deviation: np.ndarray, size: int) -> np.ndarray:
    """The directions [F, size] in which standardised features of training windows vary most."""
    features = np.asarray(data.features[data.windows_of("train")], np.float64)
    z = ((features - mean) / deviation).clip(-5, 5)
    _, vectors = np.linalg.eigh(np.cov(z.T))
    return np.ascontiguousarray(vectors[:, ::-1][:, :size], np.float32)


def directions(data: TokenDataset, mean: np.ndarray, deviation: np.ndarray, size: int, changed: bool) -> np.ndarray:
    """LDA of standardised features of training windows, as they are or changed in tempo and mirrored."""
    windows = evaluation_windows(data, "train")
    features = data.variant_features[windows, 0] if changed else data.features[windows]
    z = ((np.asarray(features, np.float64) - mean) / deviation).clip(-5, 5)
    return fit_lda(z, data.window_map[windows], size).astype(np.float32)
