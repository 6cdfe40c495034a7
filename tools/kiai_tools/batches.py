"""Batches for training: two windows of each of many maps, with their metadata."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from .data import Packed, TokenDataset, augment, crop, pack
from .vocabulary import NO_VALUE


@dataclass
class EventBatch:
    """Padded events; `rows` and `owner` are the tokens of all events, flattened."""

    rows: torch.Tensor  # [T]
    owner: torch.Tensor  # [T], window * events + event
    time: torch.Tensor  # [B, E]
    x: torch.Tensor
    y: torch.Tensor
    mask: torch.Tensor

    def bags(self, table: torch.Tensor) -> torch.Tensor:
        """Sums of embedding rows [B, E, W]."""
        batch, events = self.mask.shape
        out = torch.zeros(batch * events, table.shape[1], dtype=table.dtype)
        out = out.index_add(0, self.owner, table[self.rows])
        return out.view(batch, events, -1)

    def packed(self, table: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """What BeatmapTower.embed takes."""
        return self.bags(table), self.time, self.x, self.y, self.mask


def collate_events(windows: list[Packed]) -> EventBatch:
    """Pads to the longest window."""
    longest = max(1, max(len(w.time) for w in windows))
    shape = (len(windows), longest)
    time = np.zeros(shape, np.float32)
    x = np.full(shape, NO_VALUE, np.float32)
    y = np.full(shape, NO_VALUE, np.float32)
    mask = np.zeros(shape, np.float32)
    rows, owners = [], []
    for i, w in enumerate(windows):
        n = len(w.time)
        time[i, :n], x[i, :n], y[i, :n], mask[i, :n] = w.time, w.x, w.y, 1
        rows.append(w.rows)
        owners.append(w.event + i * longest)
    return EventBatch(
        torch.from_numpy(np.concatenate(rows)),
        torch.from_numpy(np.concatenate(owners)),
        *(torch.from_numpy(a) for a in (time, x, y, mask)),
    )


def pad_ids(sequences: list[np.ndarray], pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids [B, L] and mask [B, L], int64."""
    longest = max(len(s) for s in sequences)
    ids = np.full((len(sequences), longest), pad, np.int64)
    mask = np.zeros((len(sequences), longest), np.int64)
    for i, s in enumerate(sequences):
        ids[i, : len(s)] = s
        mask[i, : len(s)] = 1
    return torch.from_numpy(ids), torch.from_numpy(mask)


class PairSampler(torch.utils.data.IterableDataset):
    """Endless batches: `maps` maps, two windows each, mostly of one mode a batch.

    Augmentation: a sped and mirrored variant half of the time, sounds dropped half of the time,
    single events dropped, metadata fields dropped at a rate that varies from map to map.
    """

    def __init__(self, data: TokenDataset, maps: int, events: int, seed: int, same_mode: float = 0.75) -> None:
        self.data = data
        self.maps = maps
        self.events = events
        self.seed = seed
        self.same_mode = same_mode
        windows = data.windows_of("train")
        owner = np.asarray(data.window_map)[windows]
        order = np.argsort(owner, kind="stable")
        bounds = np.flatnonzero(np.diff(owner[order])) + 1
        self.by_map = {
            int(owner[part[0]]): windows[part] for part in np.split(order, bounds) if len(part) >= 2
        }
        self.all_maps = np.array(sorted(self.by_map))
        self.of_mode = [self.all_maps[data.map_mode[self.all_maps] == m] for m in range(4)]
        weights = np.array([len(m) for m in self.of_mode], float) ** 0.7
        self.mode_weights = weights / weights.sum()

    def __iter__(self):
        info = torch.utils.data.get_worker_info()
        rng = np.random.default_rng((self.seed, info.id if info else 0))
        while True:
            yield self.batch(rng)

    def batch(self, rng: np.random.Generator):
        pool = self.all_maps
        if rng.random() < self.same_mode:
            pool = self.of_mode[rng.choice(4, p=self.mode_weights)]
        chosen = rng.choice(pool, min(self.maps, len(pool)), replace=False)
        first, second = [], []
        for number in chosen:
            a, b = rng.choice(self.by_map[int(number)], 2, replace=False)
            first.append(int(a))
            second.append(int(b))
        packed, features = [], []
        for window in first + second:
            p, f = self.view(window, rng)
            packed.append(p)
            features.append(f)
        metadata = [self.metadata(int(m), rng) for m in chosen]
        ids, mask = pad_ids(metadata, self.data.metadata_vocabulary.pad)
        return collate_events(packed), torch.from_numpy(np.stack(features)), ids, mask

    def view(self, window: int, rng: np.random.Generator) -> tuple[Packed, np.ndarray]:
        data = self.data
        ids = data.window_ids(window)
        features = data.features[window]
        if rng.random() < 0.5:
            v = int(rng.integers(0, data.variants.shape[1]))
            speed, mirror_x, mirror_y = data.variants[window, v]
            ids = augment(ids, data.vocabulary, float(speed), mirror_x > 0, mirror_y > 0)
            features = data.variant_features[window, v]
        packed = crop(pack(ids, data.vocabulary), self.events, rng)
        keep = np.ones(len(packed.rows), bool)
        if rng.random() < 0.5:
            keep &= ~packed.sound
        if rng.random() < 0.3:
            keep &= rng.random(len(keep)) > 0.06
        packed.rows, packed.event = packed.rows[keep], packed.event[keep]
        packed.sound = packed.sound[keep]
        features = np.asarray(features, np.float32)
        if rng.random() < 0.5:
            features = features * (rng.random(features.shape) > 0.05)
        return packed, features.astype(np.float32)

    def metadata(self, number: int, rng: np.random.Generator) -> np.ndarray:
        ids = self.data.metadata(number)
        drop = rng.random(len(ids)) < rng.random() * 0.9
        return np.where(drop, self.data.metadata_vocabulary.unknown[ids], ids)
