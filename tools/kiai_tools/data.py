"""Token datasets that `kiai token-dataset` wrote: split, packing into events, augmentation."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .vocabulary import NO_VALUE, BeatmapVocabulary, read_beatmap_vocabulary, read_metadata_vocabulary

FORMAT_VERSION = 1
MIN_OBJECTS = 10  # windows with fewer objects are neither trained on nor evaluated


def split_of(group: str) -> str:
    """train, val or test; every map of a group is on the same side, whatever else changes."""
    bucket = int(hashlib.sha1(group.encode()).hexdigest()[:8], 16) % 10
    return "test" if bucket == 0 else "val" if bucket == 1 else "train"


@dataclass
class Packed:
    """Played events of one window; the order is that of the window."""

    time: np.ndarray  # float32 [E] milliseconds
    x: np.ndarray  # float32 [E] osu! pixels, NO_VALUE without a position
    y: np.ndarray
    rows: np.ndarray  # int64 [T] rows of the event embedding table
    event: np.ndarray  # int64 [T] event that each row belongs to
    sound: np.ndarray  # bool [T] whether the row is a hit sound


class TokenDataset:
    """A folder of arrays, mapped into memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        info = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
        if info["format_version"] != FORMAT_VERSION:
            raise ValueError(f"{folder} has format {info['format_version']}, not {FORMAT_VERSION}")
        self.info = info
        self.processor = folder / "processor"
        self.vocabulary = read_beatmap_vocabulary(self.processor)
        self.metadata_vocabulary = read_metadata_vocabulary(self.processor)
        for name in (
            "ids", "offsets", "window_map", "window_start", "window_objects", "features",
            "variant_features", "variants", "metadata_ids", "metadata_offsets",
        ):  # fmt: skip
            setattr(self, name, np.load(folder / f"{name}.npy", mmap_mode="r"))
        with open(folder / "maps.jsonl", encoding="utf-8") as lines:
            self.maps = [json.loads(line) for line in lines]
        self.map_mode = np.array([m["mode"] for m in self.maps])
        self.map_group = [m["group"] for m in self.maps]
        self.map_split = np.array([split_of(g) for g in self.map_group])
        self.map_excluded = np.array([m["excluded"] for m in self.maps])

    def window_ids(self, window: int) -> np.ndarray:
        return np.asarray(self.ids[self.offsets[window] : self.offsets[window + 1]], np.int64)

    def metadata(self, number: int) -> np.ndarray:
        start, end = self.metadata_offsets[number], self.metadata_offsets[number + 1]
        return np.asarray(self.metadata_ids[start:end], np.int64)

    def windows_of(self, split: str) -> np.ndarray:
        """Windows of a split with enough objects, without variants and suspects."""
        keep = (self.map_split == split) & ~self.map_excluded
        return np.flatnonzero(
            keep[self.window_map] & (np.asarray(self.window_objects) >= MIN_OBJECTS)
        )


def augment(
    ids: np.ndarray, vocabulary: BeatmapVocabulary, speed: float, mirror_x: bool, mirror_y: bool
) -> np.ndarray:
    """The ids of the same window played at another speed, or mirrored; later events fall out."""
    out = ids
    if mirror_x:
        out = vocabulary.mirror_x[out]
    if mirror_y:
        out = vocabulary.mirror_y[out]
    if speed != 1.0:
        times = vocabulary.time[out]
        timed = times > NO_VALUE / 2
        steps = np.rint(times / speed / vocabulary.time_step).astype(np.int64)
        beyond = timed & (steps >= len(vocabulary.time_ids))
        out = np.where(timed, vocabulary.time_ids[np.clip(steps, 0, len(vocabulary.time_ids) - 1)], out)
        if beyond.any():
            out = out[: max(2, int(np.argmax(beyond)) - 1)]  # its type token goes too
    return out


def strip(ids: np.ndarray, vocabulary: BeatmapVocabulary) -> np.ndarray:
    """The ids without grid, kiai and speed change events, hit sounds and volumes."""
    event = np.cumsum(vocabulary.starts_any[ids])
    grid = np.zeros(event[-1] + 1, bool)
    grid[event[vocabulary.starts_grid[ids] == 1]] = True
    volume = np.array([n.startswith("VOLUME_") for n in vocabulary.names])
    keep = ~grid[event] & (vocabulary.is_sound[ids] == 0) & ~volume[ids]
    special = vocabulary.starts_any[ids].cumsum() == 0
    return ids[keep | special]


def pack(ids: np.ndarray, vocabulary: BeatmapVocabulary) -> Packed:
    """As BeatmapTower.pack, for one window in NumPy; a test holds them equal."""
    starts = vocabulary.starts_event[ids] == 1
    event = np.cumsum(starts) - 1
    kind = np.cumsum(vocabulary.starts_any[ids])
    grid = np.zeros(kind[-1] + 1 if len(kind) else 1, bool)
    grid[kind[vocabulary.starts_grid[ids] == 1]] = True
    rows = vocabulary.bag_index[ids]
    keep = (rows > 0) & (event >= 0) & ~grid[kind]
    first = np.flatnonzero(starts)
    last = len(ids) - 1
    return Packed(
        time=vocabulary.time[ids[np.minimum(first + 1, last)]].clip(min=0),
        x=vocabulary.x[ids[np.minimum(first + 2, last)]],
        y=vocabulary.y[ids[np.minimum(first + 3, last)]],
        rows=rows[keep],
        event=event[keep],
        sound=vocabulary.is_sound[ids[keep]] == 1,
    )


def crop(packed: Packed, events: int, rng: np.random.Generator) -> Packed:
    """A random stretch of at most so many events."""
    count = len(packed.time)
    if count <= events:
        return packed
    start = int(rng.integers(0, count - events + 1))
    keep = (packed.event >= start) & (packed.event < start + events)
    part = slice(start, start + events)
    return Packed(
        packed.time[part], packed.x[part], packed.y[part],
        packed.rows[keep], packed.event[keep] - start, packed.sound[keep],
    )  # fmt: skip
