"""Masked modelling: which tokens a model has to guess, and what it sees instead.

Of the chosen tokens 80 % become the mask, 10 % another of their kind, 10 % stay (BERT's rule).
"""

from __future__ import annotations

import numpy as np

from .data import Packed
from .vocabulary import NO_VALUE, BeatmapVocabulary


def choose(count: int, allowed: np.ndarray, rate: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Places to guess and for each what it becomes: 0 mask, 1 random, 2 kept."""
    places = np.flatnonzero(allowed & (rng.random(count) < rate))
    return places, rng.choice(3, len(places), p=[0.8, 0.1, 0.1])


def mask_ids(
    ids: np.ndarray, vocabulary: BeatmapVocabulary, rate: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Ids of a window with some masked, and their places; special tokens are never masked."""
    places, fate = choose(len(ids), ~vocabulary.special[ids], rate, rng)
    out = ids.copy()
    out[places[fate == 0]] = vocabulary.mask
    ordinary = np.flatnonzero(~vocabulary.special)
    out[places[fate == 1]] = rng.choice(ordinary, int((fate == 1).sum()))
    return out, places


def mask_events(
    packed: Packed, vocabulary: BeatmapVocabulary, rate: float, rng: np.random.Generator
) -> tuple[Packed, np.ndarray, np.ndarray]:
    """Packed events with some rows masked; their events and true rows.

    Where a place is to be guessed the event's coordinates are hidden too, since they would tell it.
    """
    places, fate = choose(len(packed.rows), np.ones(len(packed.rows), bool), rate, rng)
    rows = packed.rows.copy()
    true = rows[places]
    rows[places[fate == 0]] = vocabulary.bag_rows  # the mask's row comes after all others
    for i in places[fate == 1]:
        alike = np.flatnonzero(vocabulary.row_kind == vocabulary.row_kind[rows[i]])
        rows[i] = rng.choice(alike[alike > 0])
    events = packed.event[places]
    hidden = np.zeros(len(packed.time), bool)
    hidden[events[np.isin(vocabulary.row_kind[true], vocabulary.place_kinds)]] = True
    x = np.where(hidden, np.float32(NO_VALUE), packed.x)
    y = np.where(hidden, np.float32(NO_VALUE), packed.y)
    return Packed(packed.time, x, y, rows, packed.event, packed.sound), events, true
