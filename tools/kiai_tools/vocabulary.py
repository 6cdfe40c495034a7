"""What token ids mean, read from the processor folder that Java wrote."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

# Event types that carry no time of their own: they belong to the slider head before them.
ANCHORS = ("BEZIER_ANCHOR", "PERFECT_ANCHOR", "CATMULL_ANCHOR", "RED_ANCHOR", "LAST_ANCHOR")
# Event types that name the song rather than the play (docs/models/README.md).
GRID = ("BEAT", "MEASURE", "TIMING_POINT", "KIAI_ON", "KIAI_OFF", "SCROLL_SPEED_CHANGE")
EVENT_TYPES = (
    "CIRCLE", "SPINNER", "SPINNER_END", "SLIDER_HEAD", *ANCHORS, "SLIDER_END", "REPEAT_END", *GRID,
    "HOLD_NOTE", "HOLD_NOTE_END", "DRUMROLL", "DRUMROLL_END", "DENDEN", "DENDEN_END",
    "CIRCLE_NEW_COMBO", "SLIDER_HEAD_NEW_COMBO",
)  # fmt: skip
NO_VALUE = -100_000.0


@dataclass
class BeatmapVocabulary:
    """Tables over the ids of the beatmap tokenizer; every array has one entry an id."""

    size: int
    pad: int
    starts_event: np.ndarray  # 1 where a played, timed event begins
    starts_grid: np.ndarray  # 1 where an event begins that is not played
    starts_any: np.ndarray  # 1 at every event type token, anchors included
    bag_index: np.ndarray  # row of the event embedding table, 0 for tokens that do not count
    bag_rows: int
    row_kind: np.ndarray  # [bag_rows] rows of one kind exclude each other: type, x, y, sound, speed, column
    place_kinds: np.ndarray  # the kinds of rows that are x and y
    special: np.ndarray  # bool, tokens that are no part of an event
    mask: int  # id of the mask token
    is_sound: np.ndarray
    time: np.ndarray  # milliseconds, NO_VALUE elsewhere
    x: np.ndarray  # osu! pixels, NO_VALUE elsewhere
    y: np.ndarray
    time_step: int
    time_ids: np.ndarray  # id of each time step
    mirror_x: np.ndarray  # id of the mirrored position, itself elsewhere
    mirror_y: np.ndarray
    names: list[str]


def _tokens(folder: Path) -> dict[str, int]:
    vocab = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    config = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    for number, token in config.get("added_tokens_decoder", {}).items():
        vocab[token["content"]] = int(number)
    return vocab


def read_beatmap_vocabulary(processor: Path) -> BeatmapVocabulary:
    """Tables for the beatmap tokenizer of a processor folder."""
    tokens = _tokens(processor / "beatmap_tokenizer")
    size = max(tokens.values()) + 1
    names = [""] * size
    for token, number in tokens.items():
        names[number] = token.strip("[]")
    starts_event = np.zeros(size, np.int64)
    starts_grid = np.zeros(size, np.int64)
    starts_any = np.zeros(size, np.int64)
    is_sound = np.zeros(size, np.int64)
    bag_index = np.zeros(size, np.int64)
    time = np.full(size, NO_VALUE, np.float32)
    x = np.full(size, NO_VALUE, np.float32)
    y = np.full(size, NO_VALUE, np.float32)
    mirror_x = np.arange(size)
    mirror_y = np.arange(size)
    rows = {"": 0}

    def row(key: str) -> int:
        return rows.setdefault(key, len(rows))

    time_ids = {}
    for number, name in enumerate(names):
        if name in EVENT_TYPES:
            starts_any[number] = 1
            if name in GRID:
                starts_grid[number] = 1
                continue
            if name not in ANCHORS:
                starts_event[number] = 1
            bag_index[number] = row(name)
        elif match := re.fullmatch(r"TIME_SHIFT_(-?\d+)", name):
            time[number] = int(match[1])
            time_ids[int(match[1])] = number
        elif match := re.fullmatch(r"POS_X_(-?\d+)", name):
            x[number] = int(match[1])
            bag_index[number] = row(f"x{int(match[1]) // 16}")
            mirror_x[number] = tokens.get(f"[POS_X_{512 - int(match[1])}]", number)
        elif match := re.fullmatch(r"POS_Y_(-?\d+)", name):
            y[number] = int(match[1])
            bag_index[number] = row(f"y{int(match[1]) // 16}")
            mirror_y[number] = tokens.get(f"[POS_Y_{384 - int(match[1])}]", number)
        elif match := re.fullmatch(r"HITSOUND_(\d+)_\d_\d", name):
            # Which samples play is the song's; whistle, finish and clap are taiko's colours.
            bag_index[number] = row(f"sound{match[1]}")
            is_sound[number] = 1
        elif match := re.fullmatch(r"SCROLL_SPEED_(\d+\.\d+)", name):
            bag_index[number] = row(f"speed{round(float(match[1]) * 10)}")
        elif name.startswith("MANIA_COLUMN_"):
            bag_index[number] = row(name)
    steps = sorted(time_ids)
    kinds = [re.fullmatch(r"(x|y|sound|speed|MANIA_COLUMN_)-?\d+", key) for key in rows]
    kind_names = [m[1] if m else "type" for m in kinds]
    played = re.compile(r"(TIME_SHIFT|SNAPPING|DISTANCE|POS_[XY]|POS|HITSOUND|VOLUME|SCROLL_SPEED|MANIA_COLUMN)_.*")
    return BeatmapVocabulary(
        size=size,
        pad=tokens["[PAD]"],
        starts_event=starts_event,
        starts_grid=starts_grid,
        starts_any=starts_any,
        bag_index=bag_index,
        bag_rows=len(rows),
        row_kind=np.unique(kind_names, return_inverse=True)[1],
        place_kinds=np.flatnonzero(np.isin(np.unique(kind_names), ["x", "y"])),
        special=np.array([n not in EVENT_TYPES and not played.fullmatch(n) for n in names]),
        mask=tokens["[MASK]"],
        is_sound=is_sound,
        time=time,
        x=x,
        y=y,
        time_step=steps[1] - steps[0],
        time_ids=np.array([time_ids[s] for s in steps]),
        mirror_x=mirror_x,
        mirror_y=mirror_y,
        names=names,
    )


@dataclass
class MetadataVocabulary:
    """The metadata tokenizer's ids by field."""

    size: int
    pad: int
    tokens: dict[str, int]
    unknown: np.ndarray  # for each id, the unknown token of its field; itself for special tokens


def read_metadata_vocabulary(processor: Path) -> MetadataVocabulary:
    """Tables for the metadata tokenizer of a processor folder."""
    tokens = _tokens(processor / "metadata_tokenizer")
    size = max(tokens.values()) + 1
    unknown = np.arange(size)
    fields = [t[1:-5] for t in tokens if t.endswith("_UNK]")]
    for token, number in tokens.items():
        best = max((f for f in fields if token.startswith(f"[{f}_")), key=len, default=None)
        if best:
            unknown[number] = tokens[f"[{best}_UNK]"]
    return MetadataVocabulary(size=size, pad=tokens["[PAD]"], tokens=tokens, unknown=unknown)
