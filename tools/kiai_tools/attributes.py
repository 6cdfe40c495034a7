"""What players know a map by as numbers: how far apart two maps are in difficulty, tempo and time."""

from __future__ import annotations

import numpy as np

from .data import TokenDataset

# Of each attribute: a difference that players would call clear, and how much it counts. AR counts for
# osu! and catch, CS for them as well, since taiko and mania files hold them without a meaning.
SCALES = {"stars": (1.5, 2.0), "ar": (1.5, 2.0), "log2_bpm": (0.3, 1.5), "cs": (2.0, 0.5), "year": (3.0, 0.5)}
OTHER_MODE = 4.0  # added to the distance of two maps of different modes
WITH_CIRCLES = (0, 2)  # modes whose AR and CS say something


def attributes(data: TokenDataset) -> np.ndarray:
    """Of every map mode and scaled attributes [maps, 1 + len(SCALES)], float32; NaN where not known."""
    raw = {
        "stars": [m.get("stars") for m in data.maps],
        "ar": [m.get("ar") if m["mode"] in WITH_CIRCLES else None for m in data.maps],
        "log2_bpm": [np.log2(m["bpm"]) if m.get("bpm") and m["bpm"] > 0 else None for m in data.maps],
        "cs": [m.get("cs") if m["mode"] in WITH_CIRCLES else None for m in data.maps],
        "year": [m["metadata"].get("year") for m in data.maps],
    }
    columns = [data.map_mode.astype(np.float32)]
    for name, (clear, _) in SCALES.items():
        values = np.array([np.nan if v is None else float(v) for v in raw[name]], np.float32)
        columns.append(values / clear)
    return np.stack(columns, 1)
