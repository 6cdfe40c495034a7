"""Structured variations of metadata: the same map with exactly one field changed.

Classes as in CM3P: 0 the true metadata, 1 year, 2 status, 3 tags (one replaced, added or removed),
4 mapper; -1 marks rows that do not exist. They are taken in turn. A field whose value is unknown has
no variation, and neither has one with nothing to change to.
"""

from __future__ import annotations

import numpy as np

from .vocabulary import MetadataVocabulary

CLASSES = ("year", "status", "tags", "mapper")
PREFIXES = {"year": "[YEAR_", "status": "[STATUS_", "tags": "[TAG_", "mapper": "[MAPPER_"}


class Variations:
    """Makes variations of metadata ids for one vocabulary."""

    def __init__(self, vocabulary: MetadataVocabulary) -> None:
        self.values = {}
        self.unknown = {}
        for name, prefix in PREFIXES.items():
            ids = [i for t, i in vocabulary.tokens.items() if t.startswith(prefix)]
            self.unknown[name] = vocabulary.tokens.get(prefix + "UNK]", -1)
            # The first and last years stand for "before" and "after"; they are values like others.
            self.values[name] = np.array(sorted(set(ids) - {self.unknown[name]}), np.int64)

    def of(self, ids: np.ndarray, count: int, rng: np.random.Generator) -> tuple[list[np.ndarray], np.ndarray]:
        """`count` rows, the true ids first, and the class of each row; rows that do not exist equal the first."""
        rows, classes = [ids], [0]
        possible = [c for c, name in enumerate(CLASSES, 1) if self._can(ids, name)]
        while len(rows) < count and possible:
            for c in possible:
                if len(rows) < count:
                    rows.append(self._change(ids, CLASSES[c - 1], rng))
                    classes.append(c)
        missing = count - len(rows)
        return rows + [ids] * missing, np.array(classes + [-1] * missing)

    def all_of(self, ids: np.ndarray, name: str, rng: np.random.Generator, limit: int) -> list[np.ndarray]:
        """The true ids and up to `limit` different variations of one class, for zero-shot accuracy."""
        if not self._can(ids, name):
            return [ids]
        if name == "tags":
            seen = {ids.tobytes(): ids}
            for _ in range(limit * 2):
                row = self._change(ids, name, rng)
                seen.setdefault(row.tobytes(), row)
                if len(seen) > limit:
                    break
            return list(seen.values())
        place = np.flatnonzero(np.isin(ids, self.values[name]))[0]
        others = self.values[name][self.values[name] != ids[place]]
        if len(others) > limit:
            others = rng.choice(others, limit, replace=False)
        return [ids, *(np.where(np.arange(len(ids)) == place, other, ids) for other in others)]

    def _can(self, ids: np.ndarray, name: str) -> bool:
        return len(self.values[name]) > 1 and bool(np.isin(ids, self.values[name]).any())

    def _change(self, ids: np.ndarray, name: str, rng: np.random.Generator) -> np.ndarray:
        places = np.flatnonzero(np.isin(ids, self.values[name]))
        others = np.setdiff1d(self.values[name], ids[places])
        if name != "tags":
            out = ids.copy()
            out[places[0]] = rng.choice(others)
            return out
        place = int(rng.choice(places))
        kinds = ["replace", "add"] if len(others) else []
        kind = rng.choice([*kinds, "remove"])
        if kind == "add":
            return np.insert(ids, place + 1, rng.choice(others))
        out = ids.copy()
        if kind == "replace":
            out[place] = rng.choice(others)
            return out
        if len(places) > 1:
            return np.delete(ids, place)
        out[place] = self.unknown[name]
        return out
