"""The measures of `kiai compare-sets` in float64, by other formulas than the engine's where there are some.

    python tools/tests/set_distances.py > src/test/resources/kiai/compare/reference.json

Made-up vectors from a fixed seed with what each measure is of them; the engine's tests read the file.
"""

import json
import sys

import numpy as np

NEIGHBOURS = 3


def frechet(a: np.ndarray, b: np.ndarray) -> float:
    """By the eigenvalues of the product, which is not symmetric."""
    c1, c2 = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    roots = np.sqrt(np.linalg.eigvals(c1 @ c2).astype(complex)).real.sum()
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(c1) + np.trace(c2) - 2 * roots)


def kernel(a: np.ndarray, b: np.ndarray) -> float:
    def of(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return (x @ y.T + 1) ** 3

    def off_diagonal(matrix: np.ndarray) -> float:
        n = len(matrix)
        return (matrix.sum() - np.trace(matrix)) / (n * (n - 1))

    return float(off_diagonal(of(a, a)) + off_diagonal(of(b, b)) - 2 * of(a, b).mean())


def inside(centres: np.ndarray, others: np.ndarray) -> float:
    """Share of the others that lie in a ball of a centre (Kynkäänniemi and others, 2019)."""
    own = np.linalg.norm(centres[:, None] - centres[None], axis=-1)
    radii = np.sort(own, axis=1)[:, NEIGHBOURS]  # itself is the nearest
    distances = np.linalg.norm(others[:, None] - centres[None], axis=-1)
    return float((distances <= radii).any(axis=1).mean())


def stretched(matrix: np.ndarray, size: int) -> np.ndarray:
    """Bilinear, corners not aligned, as two products with matrices of weights."""
    places = np.maximum(0, (np.arange(size) + 0.5) * len(matrix) / size - 0.5)
    weights = np.zeros((size, len(matrix)))
    for row, place in enumerate(places):
        lower = int(place)
        weights[row, lower] += 1 - (place - lower)
        weights[row, min(lower + 1, len(matrix) - 1)] += place - lower
    return weights @ matrix @ weights.T


def self_similarity(a: np.ndarray, b: np.ndarray) -> float:
    size = max(len(a), len(b))
    first, second = (stretched(np.clip((x @ x.T + 1) / 2, 0, 1), size) for x in (a, b))
    return float(np.sqrt(((first - second) ** 2).mean()))


def unit(rng: np.random.Generator, rows: int, columns: int, centre: float) -> np.ndarray:
    """Unit vectors, as the float32 numbers that the engine reads."""
    x = rng.normal(size=(rows, columns)) * np.linspace(0.2, 1.5, columns) + centre
    return (x / np.linalg.norm(x, axis=1, keepdims=True)).astype(np.float32).astype(np.float64)


def main() -> dict:
    rng = np.random.default_rng(20071006)
    cases = []
    for rows_a, rows_b, columns, centre in ((40, 50, 8, 0.4), (12, 9, 16, 0.0), (200, 30, 4, 1.0)):
        a, b = unit(rng, rows_a, columns, 0.0), unit(rng, rows_b, columns, centre)
        cases.append(
            {
                "a": a.tolist(), "b": b.tolist(),
                "frechet": frechet(a, b), "kernel": kernel(a, b),
                "precision": inside(a, b), "recall": inside(b, a), "self_similarity": self_similarity(a, b),
            }
        )  # fmt: skip
    return {"cases": cases}


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
