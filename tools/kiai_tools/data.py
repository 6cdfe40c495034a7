"""Token datasets that `kiai token-dataset` wrote: split, packing into events, augmentation."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .vocabulary import NO_VALUE, BeatmapVocabulary, read_beatmap_vocabulary, read_metadata_vocabulary

FORMAT_VERSION = 2
MIN_OBJECTS = 10  # windows with fewer objects are neither trained on nor evaluated
WINDOWS_A_MAP = 12  # evaluated at most
SPLITS = ("train", "val", "test")


class Split:
    """Which groups are trained on; fixed in a file, so that no change of the data moves a group."""

    def __init__(self, by_group: dict[str, str]) -> None:
        self.by_group = by_group

    @staticmethod
    def read(path: Path) -> Split:
        """Reads lines of group and split; lines that begin with # are comments."""
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
        for number, row in enumerate(rows, 1):
            if len(row) != 2 or row[1] not in SPLITS:
                raise ValueError(f"{path}, row {number}: not a group and one of {', '.join(SPLITS)}: {row}")
        return Split(dict(rows))

    @staticmethod
    def default() -> Split:
        return Split.read(Path(__file__).parents[1] / "split.tsv")

    def of(self, group: str) -> str:
        """The split of a group; of groups that the file does not know, a tenth each val and test."""
        if group in self.by_group:
            return self.by_group[group]
        bucket = int(hashlib.sha1(group.encode()).hexdigest()[:8], 16) % 10
        return "test" if bucket == 0 else "val" if bucket == 1 else "train"


@dataclass
class Filters:
    """Which maps of a dataset take part; None means all. Ranges are [first, last]."""

    years: list[int] | None = None
    stars: list[float] | None = None
    modes: list[int] | None = None  # 0 osu!, 1 taiko, 2 catch, 3 mania
    sets: list[int] | None = None  # index range [first, end) over the dataset's sorted sets

    def keep(self, maps: list[dict]) -> np.ndarray:
        """bool [M]; maps whose year or stars are unknown fail a filter on them."""
        keep = np.ones(len(maps), bool)
        for key, limits in (("year", self.years), ("difficulty", self.stars)):
            if limits is not None:
                values = [m["metadata"][key] for m in maps]
                keep &= np.array([v is not None and limits[0] <= v <= limits[1] for v in values])
        if self.modes is not None:
            keep &= np.isin([m["mode"] for m in maps], self.modes)
        if self.sets is not None:
            keys = [m["set_id"] if m["set_id"] > 0 else m["group"] for m in maps]
            chosen = set(sorted(set(keys), key=lambda k: (isinstance(k, str), k))[slice(*self.sets)])
            keep &= np.array([k in chosen for k in keys])
        return keep


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
    """Folders of arrays, mapped into memory; several are one after another.

    `windows` are numbered through all folders, and so are maps.
    """

    def __init__(self, folders: Path | list[Path], filters: Filters | None = None) -> None:
        folders = [Path(f) for f in (folders if isinstance(folders, (list, tuple)) else [folders])]
        parts = [_Folder(f) for f in folders]
        first = parts[0]
        for part in parts[1:]:
            if part.info["feature_names"] != first.info["feature_names"] or part.tokens != first.tokens:
                raise ValueError(f"{part.folder} was written with another processor than {first.folder}")
        self.parts = parts
        self.processor = first.folder / "processor"
        self.vocabulary = read_beatmap_vocabulary(self.processor)
        self.metadata_vocabulary = read_metadata_vocabulary(self.processor)
        self.feature_names: list[str] = first.info["feature_names"]
        self.feature_version: int = first.info["feature_version"]
        self.maps = [m for part in parts for m in part.maps]
        starts = np.cumsum([0] + [len(p.maps) for p in parts])
        self.window_part = np.repeat(np.arange(len(parts)), [p.windows for p in parts])
        self.window_first = np.cumsum([0] + [p.windows for p in parts])
        self.map_part = np.repeat(np.arange(len(parts)), [len(p.maps) for p in parts])
        self.map_first = starts
        self.window_map = np.concatenate([np.asarray(p.window_map) + s for p, s in zip(parts, starts, strict=False)])
        self.window_objects = np.concatenate([p.window_objects for p in parts])
        self.window_length = np.concatenate([np.diff(p.offsets) for p in parts])
        self.features = first.features if len(parts) == 1 else np.concatenate([p.features for p in parts])
        self.variants = np.concatenate([p.variants for p in parts])
        self.variant_features = (
            first.variant_features if len(parts) == 1 else np.concatenate([p.variant_features for p in parts])
        )
        self.map_mode = np.array([m["mode"] for m in self.maps])
        self.map_group = [m["group"] for m in self.maps]
        fallback = Split({})
        self.map_split = np.array([m["split"] or fallback.of(m["group"]) for m in self.maps])
        self.map_kept = ~np.array([m["excluded"] for m in self.maps])
        if filters is not None:
            self.map_kept &= filters.keep(self.maps)

    def window_ids(self, window: int) -> np.ndarray:
        part = self.parts[self.window_part[window]]
        i = window - self.window_first[self.window_part[window]]
        return np.asarray(part.ids[part.offsets[i] : part.offsets[i + 1]], np.int64)

    def metadata(self, number: int) -> np.ndarray:
        part = self.parts[self.map_part[number]]
        i = number - self.map_first[self.map_part[number]]
        return np.asarray(part.metadata_ids[part.metadata_offsets[i] : part.metadata_offsets[i + 1]], np.int64)

    def windows_of(self, split: str) -> np.ndarray:
        """Windows of a split with enough objects, of maps that the filters keep, no variants or suspects."""
        keep = (self.map_split == split) & self.map_kept
        return np.flatnonzero(keep[self.window_map] & (self.window_objects >= MIN_OBJECTS))


class _Folder:
    """One folder that `kiai token-dataset` wrote."""

    ids: np.ndarray
    offsets: np.ndarray
    window_map: np.ndarray
    window_objects: np.ndarray
    features: np.ndarray
    variant_features: np.ndarray
    variants: np.ndarray
    metadata_ids: np.ndarray
    metadata_offsets: np.ndarray

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        info = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
        if info["format_version"] != FORMAT_VERSION:
            raise ValueError(f"{folder} has format {info['format_version']}, not {FORMAT_VERSION}: write it again")
        self.info = info
        self.windows: int = info["windows"]
        self.tokens = (folder / "processor/beatmap_tokenizer/vocab.json").read_bytes()
        for name in (
            "ids", "offsets", "window_map", "window_objects", "features",
            "variant_features", "variants", "metadata_ids", "metadata_offsets",
        ):  # fmt: skip
            setattr(self, name, np.load(folder / f"{name}.npy", mmap_mode="r"))
        with open(folder / "maps.jsonl", encoding="utf-8") as lines:
            self.maps = [json.loads(line) for line in lines]


def evaluation_windows(data: TokenDataset, split: str) -> np.ndarray:
    """Windows of a split, at most twelve a map, spread over it; maps with one window are left out."""
    windows = data.windows_of(split)
    owner = data.window_map[windows]
    chosen = []
    for number in np.unique(owner):
        mine = windows[owner == number]
        if len(mine) >= 2:
            count = min(WINDOWS_A_MAP, len(mine))
            chosen.append(mine[np.arange(count) * (len(mine) - 1) // max(1, count - 1)])
    if not chosen:
        raise ValueError(f"no map of the {split} split has two windows")
    return np.concatenate(chosen)


def augment(ids: np.ndarray, vocabulary: BeatmapVocabulary, speed: float, mirror_x: bool, mirror_y: bool) -> np.ndarray:
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
