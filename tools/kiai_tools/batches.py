"""Batches: windows of many maps as one tower takes them, with metadata, masks and labels.

A batch is a dictionary of tensors; N maps, B windows (2 N in pairs, first all first ones), V rows of
metadata a map:

    view              plain, changed or mixed: how the windows were changed
    rows, owner       [T] rows of the event table and the flat event B*E that owns each   (event tower)
    time, x, y, event_mask   [B, E]                                                      (event tower)
    input_ids, attention_mask   [B, L]                                                   (token tower)
    features          [B, F]
    metadata_ids, metadata_mask   [N, V, L], variation [N, V] class of each row, -1 for none
    masked_at, masked_true   [M] flat event or token, and the row or id to guess
    attributes        [N, 1 + A] mode and scaled attributes, NaN where not known
    target            [N] class or value of the label
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from .attributes import attributes
from .config import TrainConfig
from .data import Packed, TokenDataset, augment, crop, pack
from .masking import mask_events, mask_ids
from .variations import Variations
from .vocabulary import NO_VALUE

Batch = dict[str, Any]


def collate_events(windows: list[Packed]) -> dict[str, Tensor]:
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
    arrays = {
        "rows": np.concatenate(rows), "owner": np.concatenate(owners),
        "time": time, "x": x, "y": y, "event_mask": mask,
    }  # fmt: skip
    return {name: torch.from_numpy(a) for name, a in arrays.items()}


def pad_ids(sequences: list[np.ndarray], pad: int) -> tuple[Tensor, Tensor]:
    """Ids [B, L] and mask [B, L], int64."""
    longest = max(len(s) for s in sequences)
    ids = np.full((len(sequences), longest), pad, np.int64)
    mask = np.zeros((len(sequences), longest), np.int64)
    for i, s in enumerate(sequences):
        ids[i, : len(s)] = s
        mask[i, : len(s)] = 1
    return torch.from_numpy(ids), torch.from_numpy(mask)


class Labels:
    """One label of every map, as numbers: classes by their place in the list, or values."""

    def __init__(self, data: TokenDataset, name: str, values: list[str]) -> None:
        raw = [m.get(name, m["metadata"].get(name)) for m in data.maps]
        if all(value is None for value in raw):
            raise ValueError(f"no map has a {name}")
        if values:
            place = {v: i for i, v in enumerate(values)}
            self.of: np.ndarray = np.array([place.get(str(v), -100) for v in raw], np.int64)
            self.known = self.of >= 0
        else:
            numbers = np.array([np.nan if v is None else float(v) for v in raw], np.float32)
            self.known = ~np.isnan(numbers)
            train = numbers[self.known & (data.map_split == "train")]
            self.mean, self.deviation = float(train.mean()), float(train.std() + 1e-6)
            self.of = (numbers - self.mean) / self.deviation


class Sampler(torch.utils.data.IterableDataset):
    """Endless batches of training windows, drawn map by map so that long maps do not count more."""

    def __init__(self, data: TokenDataset, config: TrainConfig, seed: int, split: str = "train") -> None:
        self.data = data
        self.config = config
        self.batch_config = config.batch
        self.seed = seed
        self.views = sorted({part.views for part in config.model.learned}, reverse=True)
        self.variations = Variations(data.metadata_vocabulary)
        self.attributes = attributes(data)
        self.labels = None
        if config.objective.label:
            self.labels = Labels(data, config.objective.label_name, list(config.objective.label_values))
        windows = data.windows_of(split)
        owner = data.window_map[windows]
        order = np.argsort(owner, kind="stable")
        bounds = np.flatnonzero(np.diff(owner[order])) + 1
        least = 2 if self.batch_config.pairs else 1
        self.by_map = {
            int(owner[part[0]]): windows[part]
            for part in np.split(order, bounds)
            if len(part) >= least and (self.labels is None or self.labels.known[owner[part[0]]])
        }
        if not self.by_map:
            raise ValueError(f"no map of the {split} split passes the filters and has {least} windows")
        self.all_maps = np.array(sorted(self.by_map))
        self.of_mode = [self.all_maps[data.map_mode[self.all_maps] == m] for m in range(4)]
        weights = np.array([len(m) for m in self.of_mode], float) ** self.batch_config.mode_power
        self.mode_weights = weights / weights.sum()

    def __iter__(self):
        info = torch.utils.data.get_worker_info()
        rng = np.random.default_rng((self.seed, info.id if info else 0))
        number = 0
        while True:
            yield self.batch(rng, self.views[number % len(self.views)])
            number += 1

    def batch(self, rng: np.random.Generator, view: str) -> Batch:
        settings = self.batch_config
        pool = self.all_maps
        if rng.random() < settings.same_mode:
            pool = self.of_mode[rng.choice(4, p=self.mode_weights)]
        chosen = rng.choice(pool, min(settings.maps, len(pool)), replace=False)
        each = 2 if settings.pairs else 1
        drawn = np.stack([rng.choice(self.by_map[int(m)], each, replace=False) for m in chosen])
        batch: Batch = {"view": view}
        self._windows(batch, drawn.T.reshape(-1), view, rng)
        self._metadata(batch, chosen, rng)
        batch["attributes"] = torch.from_numpy(self.attributes[chosen])
        if self.labels is not None:
            batch["target"] = torch.from_numpy(self.labels.of[chosen])
        return batch

    def _windows(self, batch: Batch, windows: np.ndarray, view: str, rng: np.random.Generator) -> None:
        settings, vocabulary = self.batch_config, self.data.vocabulary
        chance = {"plain": 0.0, "changed": settings.change, "mixed": settings.change / 2}[view]
        features, places, true, inputs = [], [], [], []
        for window in windows:
            ids, row = self._view(int(window), chance, rng)
            features.append(row)
            if self.config.model.tower == "events":
                packed = self._drop(crop(pack(ids, vocabulary), settings.events, rng), rng)
                events = np.zeros(0, np.int64)
                rows = events
                if settings.mask:
                    packed, events, rows = mask_events(packed, vocabulary, settings.mask, rng)
                inputs.append(packed)
                places.append(events)
                true.append(rows)
            else:
                ids = ids[: settings.tokens]
                masked, at = mask_ids(ids, vocabulary, settings.mask, rng)
                inputs.append(masked)
                places.append(at)
                true.append(ids[at])
        if self.config.model.tower == "events":
            batch.update(collate_events(inputs))
            length = batch["time"].shape[1]
        else:
            batch["input_ids"], batch["attention_mask"] = pad_ids(inputs, vocabulary.pad)
            length = batch["input_ids"].shape[1]
        batch["features"] = torch.from_numpy(np.stack(features))
        if settings.mask:
            masked_at = [p + i * length for i, p in enumerate(places)]
            batch["masked_at"] = torch.from_numpy(np.concatenate(masked_at).astype(np.int64))
            batch["masked_true"] = torch.from_numpy(np.concatenate(true).astype(np.int64))

    def _view(self, window: int, chance: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Ids and features of a window, changed by one of its variants with a chance."""
        data = self.data
        ids, features = data.window_ids(window), data.features[window]
        if rng.random() < chance:
            v = int(rng.integers(0, data.variants.shape[1]))
            speed, mirror_x, mirror_y = data.variants[window, v]
            ids = augment(ids, data.vocabulary, float(speed), mirror_x > 0, mirror_y > 0)
            features = data.variant_features[window, v]
        features = np.array(features, np.float32)
        if self.batch_config.drop_features:
            features *= rng.random(features.shape) > self.batch_config.drop_features
        return ids, features

    def _drop(self, packed: Packed, rng: np.random.Generator) -> Packed:
        keep = np.ones(len(packed.rows), bool)
        if rng.random() < self.batch_config.drop_sounds:
            keep &= ~packed.sound
        if rng.random() < 0.3:
            keep &= rng.random(len(keep)) >= self.batch_config.drop_events
        return Packed(packed.time, packed.x, packed.y, packed.rows[keep], packed.event[keep], packed.sound[keep])

    def _metadata(self, batch: Batch, maps: np.ndarray, rng: np.random.Generator) -> None:
        vocabulary = self.data.metadata_vocabulary
        rows, classes = [], []
        for number in maps:
            ids = self.data.metadata(int(number))
            drop = rng.random(len(ids)) < rng.random() * 2 * self.batch_config.drop_metadata
            ids = np.where(drop, vocabulary.unknown[ids], ids)
            made, kinds = self.variations.of(ids, self.batch_config.variations, rng)
            rows += made
            classes.append(kinds)
        padded, mask = pad_ids(rows, vocabulary.pad)
        shape = (len(maps), self.batch_config.variations, padded.shape[1])
        batch["metadata_ids"], batch["metadata_mask"] = padded.view(shape), mask.view(shape)
        batch["variation"] = torch.from_numpy(np.stack(classes))
